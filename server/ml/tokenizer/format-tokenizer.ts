import type { Bpe } from "./train-bpe.ts";

/**
 * A byte-level `tokenizer.json` as `tokenizers` writes it.
 * @param specials tokens of the vocabulary that no text spells
 * @param prefixSpace a text is read with a space before its first word
 */
export function formatTokenizer(
  { vocab, merges }: Bpe,
  { specials, prefixSpace }: { specials: readonly string[]; prefixSpace: boolean },
): object {
  const byteLevel = { type: "ByteLevel", add_prefix_space: prefixSpace, trim_offsets: true, use_regex: true };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specials.map((content) => ({
      id: vocab.indexOf(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
      merges,
    },
  };
}
