import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatTokenizer } from "./format-tokenizer.ts";
import { type SpecialToken, specialTokens } from "./special-tokens.ts";
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
