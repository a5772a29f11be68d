import type { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";

/** Ids of a text, with or without the tokens that a tokenizer adds to each text. */
export type EncodeText = (text: string, withSpecials: boolean) => number[];

interface UnigramModel {
  readonly type?: unknown;
  readonly vocab?: unknown;
  readonly unk_id?: unknown;
  readonly byte_fallback?: unknown;
}

/**
 * Encodes as the Rust library does. What a Unigram vocabulary has no piece for is spelt in bytes where it says so (`byte_fallback`), which the
 * library used here does for BPE alone.
 * @param tokenizer the parsed `tokenizer.json`
 */
export function textEncoder(inner: HuggingFaceTokenizer, tokenizer: object): EncodeText {
  const { type, vocab, unk_id, byte_fallback } = (tokenizer as { readonly model: UnigramModel }).model;
  const plain: EncodeText = (text, withSpecials) => inner.encode(text, { add_special_tokens: withSpecials }).ids;
  const isUnigram = type === "Unigram" || (type === undefined && Array.isArray(vocab));
  if (!isUnigram || byte_fallback !== true) return plain;
  const unknown = inner.id_to_token(Number(unk_id));
  return (text, withSpecials) => {
    const encoding = inner.encode(text, { add_special_tokens: withSpecials });
    const [ids, tokens]: readonly [readonly number[], readonly string[]] = [encoding.ids, encoding.tokens];
    return ids.flatMap((id, i) => {
      const piece = tokens[i]!;
      if (id !== unk_id || piece === unknown) return id;
      const bytes = [...new TextEncoder().encode(piece)].map((byte) => inner.token_to_id(byteToken(byte)));
      return bytes.every((one) => one !== undefined) ? bytes : id;
    });
  };
}

const byteToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;

/**
 * @param tokenizer the parsed `tokenizer.json`
 * @throws Error for what the library reads otherwise than the Rust one
 */
export function refuseMisread(tokenizer: object): void {
  const { normalizer } = tokenizer as { readonly normalizer?: unknown };
  if (JSON.stringify(normalizer ?? null).includes('"type":"Precompiled"'))
    throw new Error(
      'its normalizer is a compiled table ("Precompiled"), which can\'t be read here; choose a model with another tokenizer',
    );
}
