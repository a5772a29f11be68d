import { type GgufVocabulary, idsByToken } from "./gguf-vocabulary.ts";

// How byte-level BPE cuts a text before it merges: each vocabulary was made for one way, which a file names in "tokenizer.ggml.pre"
// (llama.cpp, "llama-vocab.cpp"). The patterns are those of the models' own tokenizer.json.

const SPACES = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const words = (digits: string): string =>
  String.raw`${ENDINGS}|[^\r\n\p{L}\p{N}]?\p{L}+|${digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|${SPACES}`;
const [UPPER, LOWER] = [String.raw`\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}`, String.raw`\p{Ll}\p{Lm}\p{Lo}\p{M}`];
/** Cuts before a capital letter, too. */
const cases = (endings: string, digits: string): string =>
  String.raw`[^\r\n\p{L}\p{N}]?[${UPPER}]*[${LOWER}]+${endings}|[^\r\n\p{L}\p{N}]?[${UPPER}]+[${LOWER}]*${endings}` +
  String.raw`|${digits}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${SPACES}`;

/** GPT-2's own way (Radford et al. 2019). */
const GPT2 = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
const split = (pattern: string, then: object = { ...GPT2, use_regex: false }): object => ({
  type: "Sequence",
  pretokenizers: [{ type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false }, then],
});

interface Way {
  readonly pre_tokenizer: object;
  readonly normalizer?: object;
  /** A word that is a token is taken whole. */
  readonly ignoreMerges?: true;
}
const DIGITS_ALONE: Way = { pre_tokenizer: split(String.raw`\p{N}`, GPT2) };
const LLAMA3: Way = { pre_tokenizer: split(words(String.raw`\p{N}{1,3}`)), ignoreMerges: true };
const QWEN2: Way = { pre_tokenizer: split(words(String.raw`\p{N}`)), normalizer: { type: "NFC" } };
const PLAIN: Way = { pre_tokenizer: GPT2 };

const WAYS: Readonly<Record<string, Way>> = {
  ...{ "gpt-2": PLAIN, default: PLAIN, olmo: PLAIN, mpt: PLAIN, jais: PLAIN },
  ...{
    smollm: DIGITS_ALONE,
    starcoder: DIGITS_ALONE,
    refact: DIGITS_ALONE,
    codeshell: DIGITS_ALONE,
    exaone: DIGITS_ALONE,
  },
  ...{
    "llama-bpe": LLAMA3,
    llama3: LLAMA3,
    "llama-v3": LLAMA3,
    falcon3: LLAMA3,
    dbrx: { pre_tokenizer: LLAMA3.pre_tokenizer },
  },
  ...{ qwen2: QWEN2, "deepseek-r1-qwen": QWEN2, megrez: QWEN2 },
  tekken: { pre_tokenizer: split(cases("", String.raw`\p{N}`)), ignoreMerges: true },
  "gpt-4o": { pre_tokenizer: split(cases(`${ENDINGS}?`, String.raw`\p{N}{1,3}`)) },
};

/** The parts of a `tokenizer.json` that say how byte-level BPE reads a text. */
export function byteLevelModel(vocabulary: GgufVocabulary) {
  const { fields } = vocabulary;
  const name = fields.text("tokenizer.ggml.pre");
  const way = WAYS[name ?? "default"];
  if (way === undefined)
    throw new Error(
      `its text is cut in the way "${name}" before it becomes tokens (field "tokenizer.ggml.pre"), which isn't known here. Known are ` +
        `${Object.keys(WAYS).join(", ")}. Take the model's original folder (safetensors) instead`,
    );
  const ids = idsByToken(vocabulary);
  return {
    notes: name === undefined ? ["The file doesn't say how a text is cut into words; it is cut as GPT-2's is"] : [],
    normalizer: way.normalizer ?? null,
    pre_tokenizer: way.pre_tokenizer,
    decoder: { ...GPT2, add_prefix_space: true },
    model: {
      type: "BPE",
      ...{ dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null },
      ...{ fuse_unk: false, byte_fallback: false, ignore_merges: way.ignoreMerges ?? false },
      vocab: Object.fromEntries(ids),
      merges: mergesOf(fields.texts("tokenizer.ggml.merges"), ids),
    },
  };
}

/** @throws Error when a merge joins or makes what the vocabulary lacks: such a file is damaged */
function mergesOf(lines: readonly string[] | undefined, ids: ReadonlyMap<string, number>): readonly [string, string][] {
  if (lines === undefined)
    throw new Error('it lacks the field "tokenizer.ggml.merges", without which no text can be read');
  return lines.map((line, i) => {
    const at = line.indexOf(" ", 1);
    const [left, right] = [line.slice(0, at), line.slice(at + 1)];
    const missing = at < 0 ? line : [left, right, left + right].find((token) => !ids.has(token));
    if (missing === undefined) return [left, right];
    throw new Error(
      `entry ${i + 1} of field "tokenizer.ggml.merges" needs the token ${JSON.stringify(missing)}, which the vocabulary lacks`,
    );
  });
}
