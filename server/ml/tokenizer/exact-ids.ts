import type { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";

/** Ids of a text, with or without the tokens that a tokenizer adds to each text. */
export type EncodeText = (text: string, withSpecials: boolean) => number[];

interface UnigramModel {
  readonly type?: unknown;
  readonly vocab?: unknown;
  readonly unk_id?: unknown;
  readonly byte_fallback?: unknown;
}

/** How a vocabulary spells a byte. */
const BYTE_TOKENS: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
);

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
      const bytes = [...new TextEncoder().encode(piece)].map((byte) => inner.token_to_id(BYTE_TOKENS[byte]!));
      return bytes.every((one) => one !== undefined) ? bytes : id;
    });
  };
}

/** A parsed part of a `tokenizer.json`. */
type Part = Readonly<Record<string, unknown>>;

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null;

/** Which steps the library computes otherwise than the Rust one does, that trained with them: compared on many texts. */
const MISREAD_STEPS: Readonly<Record<string, (step: Part) => string | null>> = {
  Precompiled: () => 'a compiled table ("Precompiled")',
  Whitespace: () => '"Whitespace", whose words have ASCII letters alone',
  Split: ({ behavior, invert }) =>
    behavior === "Contiguous" || behavior === "MergedWithNext" || (invert === true && behavior !== "Removed")
      ? `"Split" with the behaviour ${String(behavior)}${invert === true ? ", inverted" : ""}`
      : null,
  Punctuation: ({ behavior = "Isolated" }) =>
    behavior === "Isolated" || behavior === "Contiguous"
      ? null
      : `"Punctuation" with the behaviour ${String(behavior)}`,
};

/** A step of normalising or splitting, and those that it consists of. */
function stepsOf(step: unknown): readonly Part[] {
  if (!isPart(step)) return [];
  const inner = [step.normalizers, step.pretokenizers].flatMap((list) => (Array.isArray(list) ? list : []));
  return [step, ...inner.flatMap(stepsOf)];
}

/**
 * Other ids than those that a model was trained with make nonsense of it, so what would be read otherwise isn't read.
 * @param tokenizer the parsed `tokenizer.json`
 * @throws Error for what the library reads otherwise than the Rust one
 */
export function refuseMisread(tokenizer: object): void {
  const { normalizer, pre_tokenizer, model, added_tokens } = tokenizer as Part;
  const reasons = [...stepsOf(normalizer), ...stepsOf(pre_tokenizer)].map(
    (step) => MISREAD_STEPS[String(step.type)]?.(step) ?? null,
  );
  if (Array.isArray(added_tokens)) reasons.push(wholeWords(added_tokens.filter(isPart)));
  if (isPart(model)) reasons.push(modelReason(model));
  const reason = reasons.find((one) => one !== null);
  if (reason !== undefined) throw new Error(`it has ${reason}, which can't be read here. Choose another model`);
}

function wholeWords(added: readonly Part[]): string | null {
  const whole = added.find(({ single_word }) => single_word === true);
  return whole === undefined
    ? null
    : `the token ${JSON.stringify(whole.content)} that stands for a word of its own alone ("single_word")`;
}

function modelReason({ type, vocab, byte_fallback }: Part): string | null {
  if (type === "WordLevel") return 'whole words as tokens ("WordLevel")';
  if (byte_fallback !== true) return null;
  const pieces = new Set(Array.isArray(vocab) ? vocab.map(([piece]) => piece as string) : Object.keys(vocab ?? {}));
  const missing = BYTE_TOKENS.filter((token) => !pieces.has(token));
  const isWhole = missing.length === 0 || missing.length === BYTE_TOKENS.length;
  return isWhole ? null : `"byte_fallback" and no token ${missing[0]} for that byte`;
}
