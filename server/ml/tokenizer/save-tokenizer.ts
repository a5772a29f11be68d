import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type SpecialToken, specialTokens } from "./load-tokenizer.ts";
import type { Bpe } from "./train-bpe.ts";

const chatTemplate =
  "{% for message in messages %}" +
  "{% if message['role'] == 'user' %}<bos>{{ message['content'] }}<sep>{% else %}{{ message['content'] }}<eos>{% endif %}" +
  "{% endfor %}";

/** Writes `tokenizer.json` and `tokenizer_config.json`, as `transformers` reads them, into a folder made if needed. */
export async function saveTokenizer(folder: string, bpe: Bpe, maxLength: number): Promise<void> {
  // The space gives a word one token wherever it stands in a prompt or response; decoding drops it again.
  const tokenizer = formatTokenizer(bpe, { specials: specialTokens, prefixSpace: true });
  const token = (name: SpecialToken) => name;
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    model_max_length: maxLength,
    pad_token: token("<pad>"),
    bos_token: token("<bos>"),
    sep_token: token("<sep>"),
    eos_token: token("<eos>"),
    clean_up_tokenization_spaces: false,
    chat_template: chatTemplate,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "tokenizer.json"), `${JSON.stringify(tokenizer, null, 1)}\n`);
  await writeFile(join(folder, "tokenizer_config.json"), `${JSON.stringify(config, null, 2)}\n`);
}

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
