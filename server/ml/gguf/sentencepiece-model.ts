import { type GgufVocabulary, idsByToken, TOKEN } from "./gguf-vocabulary.ts";

/** SentencePiece's mark of a space. */
const SPACE = "\u2581";

/**
 * The parts of a `tokenizer.json` that say how a SentencePiece vocabulary reads a text: as pairs merged in the order of their scores, letters
 * that it lacks as bytes (Kudo and Richardson 2018). A file has no merges; each token is made by every pair of tokens that it can be cut into.
 */
export function sentencePieceModel(vocabulary: GgufVocabulary) {
  const { fields, unknown, architecture } = vocabulary;
  const tokens = vocabulary.tokens.map((token, id) => spelt(token, vocabulary.types[id]!));
  const ids = idsByToken({ ...vocabulary, tokens });
  const scores = fields.numbers("tokenizer.ggml.scores");
  if (scores?.length !== tokens.length)
    throw new Error(
      `field "tokenizer.ggml.scores" has ${scores?.length ?? "no"} entries for ${tokens.length} tokens; without them no text can be read`,
    );
  for (let byte = 0; byte < 256; byte++) {
    const name = `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
    if (!ids.has(name))
      throw new Error(`its vocabulary lacks the token ${name} for a byte; such tokenizers can't be read`);
  }
  const prefixed = fields.flag("tokenizer.ggml.add_space_prefix") ?? true;
  // Gemma's scores don't follow the order in which its pairs were found; the places of its tokens do.
  const rank = architecture.startsWith("gemma") ? (id: number) => -id : (id: number) => scores[id]!;
  return {
    notes: [],
    normalizer: {
      type: "Sequence",
      normalizers: [
        ...(prefixed ? [{ type: "Prepend", prepend: SPACE }] : []),
        { type: "Replace", pattern: { String: " " }, content: SPACE },
      ],
    },
    pre_tokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: SPACE }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        ...(prefixed ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: "BPE",
      ...{ dropout: null, continuing_subword_prefix: null, end_of_word_suffix: null },
      ...{ unk_token: unknown === undefined ? null : tokens[unknown], fuse_unk: true, byte_fallback: true },
      ignore_merges: false,
      vocab: Object.fromEntries(ids),
      merges: pairsOf(tokens, ids, rank),
    },
  };
}

/** Files write tokens of spaces alone as spaces. */
const spelt = (token: string, type: number): string =>
  type === TOKEN.userDefined && /^ +$/.test(token) ? SPACE.repeat(token.length) : token;

/** Best first; of one token the pair with the longer left part. */
function pairsOf(
  tokens: readonly string[],
  ids: ReadonlyMap<string, number>,
  rank: (id: number) => number,
): readonly (readonly [string, string])[] {
  const pairs: { readonly left: string; readonly right: string; readonly rank: number }[] = [];
  for (const [id, token] of tokens.entries()) {
    if (ids.get(token) !== id) continue; // filler
    for (let at = 1; at < token.length; at++) {
      const [left, right] = [token.slice(0, at), token.slice(at)];
      if (ids.has(left) && ids.has(right)) pairs.push({ left, right, rank: rank(id) });
    }
  }
  const lengths = ({ left, right }: { left: string; right: string }) => [...left].length * 1_000 + [...right].length;
  pairs.sort((a, b) => b.rank - a.rank || lengths(b) - lengths(a));
  return pairs.map(({ left, right }) => [left, right]);
}
