import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type SpecialToken, specialTokens } from "./special-tokens.ts";
import type { Bpe } from "./train-bpe.ts";

/**
 * `add_prefix_space` puts a space before the first word of every prompt and response, so that a word has one token
 * wherever it stands; decoding drops that space again.
 */
const byteLevel = { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true } as const;

const chatTemplate =
  "{% for message in messages %}" +
  "{% if message['role'] == 'user' %}<bos>{{ message['content'] }}<sep>{% else %}{{ message['content'] }}<eos>{% endif %}" +
  "{% endfor %}";

/** Writes `tokenizer.json` and `tokenizer_config.json`, as `transformers` reads them, into a folder made if needed. */
export async function saveTokenizer(folder: string, { vocab, merges }: Bpe, maxLength: number): Promise<void> {
  const tokenizer = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content) => ({
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
