/** A prompt is `<bos>prompt<sep>`, a response follows and ends with `<eos>`. A token's id is its place in this list. */
export const specialTokens = ["<pad>", "<bos>", "<sep>", "<eos>"] as const;
export type SpecialToken = (typeof specialTokens)[number];
