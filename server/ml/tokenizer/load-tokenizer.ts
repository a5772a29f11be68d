import { access } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { refuseMisread, textEncoder } from "./exact-ids.ts";
import { readText } from "./read-text.ts";

/** A prompt is `<bos>prompt<sep>`, a response follows and ends with `<eos>`. A token's id is its place in this list. */
export const specialTokens = ["<pad>", "<bos>", "<sep>", "<eos>"] as const;
export type SpecialToken = (typeof specialTokens)[number];

/** One message of a conversation, as chat templates read them. */
export interface ChatMessage {
  /** As templates name it: system, user or assistant. */
  readonly role: string;
  readonly content: string;
}

/** A chat template refuses a conversation, as one that begins with the system's words. */
export class ConversationRefused extends Error {
  override readonly name = "ConversationRefused";
}

/** Brings texts into a model's tokens and back. */
export interface Tokenizer {
  readonly vocabSize: number;
  readonly padId: number;
  readonly eosId: number;
  /** Ids of a text as it stands in a prompt or response, without special tokens, even if the text spells one. */
  encode(text: string): number[];
  /** Ids of a text in which special tokens are spelt out, and stand for themselves. */
  encodeSpelt(text: string): number[];
  /** Whether `encodePrompt` reads conversations as such. */
  readonly readsTurns?: true;
  /**
   * What a response is generated after.
   * @param turns of a conversation whose transcript the text is; a tokenizer that doesn't read turns reads the transcript
   * @throws ConversationRefused
   */
  encodePrompt(text: string, turns?: readonly ChatMessage[] | null): number[];
  /** The text of ids, special tokens and the space before the first word dropped. */
  decode(ids: readonly number[]): string;
}

/** The tokenizer of the pocket model, whose prompts are `<bos>text<sep>`. */
export interface PocketTokenizer extends Tokenizer {
  readonly bosId: number;
  readonly sepId: number;
}

/** Loads a tokenizer of the pocket model from a Hugging Face folder. Throws an Error that names the file and what it lacks. */
export async function loadTokenizer(folder: string): Promise<PocketTokenizer> {
  const { inner, path } = await readTokenizer(folder);
  const idOf = (token: SpecialToken): number => {
    const id = inner.token_to_id(token);
    if (id === undefined) throw new Error(`${path} has no token ${token}: it needs ${specialTokens.join(" ")}.`);
    return id;
  };
  const [padId, bosId, sepId, eosId] = [idOf("<pad>"), idOf("<bos>"), idOf("<sep>"), idOf("<eos>")];
  const special = new Set([padId, bosId, sepId, eosId]);
  const encode = (text: string): number[] => {
    if (text === "") return [];
    const ids: readonly number[] = inner.encode(text, { add_special_tokens: false }).ids;
    return ids.filter((id) => !special.has(id));
  };
  return {
    vocabSize: inner.get_vocab(true).size,
    padId,
    bosId,
    sepId,
    eosId,
    encode,
    encodeSpelt: (text) => (text === "" ? [] : inner.encode(text, { add_special_tokens: false }).ids),
    encodePrompt: (text) => [bosId, ...encode(text), sepId],
    decode: (ids) => {
      const kept = ids.filter((id) => !special.has(id));
      return kept.length === 0 ? "" : inner.decode(kept, { skip_special_tokens: true }).replace(/^ /, "");
    },
  };
}

/** What a folder's tokenizer files say, whatever model they belong to. `tokenizer_config.json` may be missing. */
export async function readTokenizer(folder: string) {
  const path = join(folder, "tokenizer.json");
  const configPath = join(folder, "tokenizer_config.json");
  const model = await readJson(path);
  const hasConfig = await access(configPath).then(
    () => true,
    () => false,
  );
  const config = hasConfig ? await readJson(configPath) : {};
  const inner = build(path, model, config);
  return { inner, encodeText: textEncoder(inner, model), config: config as Readonly<Record<string, unknown>>, path };
}

function build(path: string, model: object, config: object): HuggingFaceTokenizer {
  try {
    refuseMisread(model);
    return new HuggingFaceTokenizer(model, config);
  } catch (cause) {
    throw new Error(`${path} is not a tokenizer that can be loaded: ${messageOf(cause)}`, { cause });
  }
}

async function readJson(path: string): Promise<object> {
  let text: string;
  try {
    text = await readText(path);
  } catch (cause) {
    throw new Error(`No tokenizer: ${path} can't be read (${messageOf(cause)}).`, { cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw new Error(`${path} is not valid JSON: ${messageOf(cause)}`, { cause });
  }
  throw new Error(`${path} holds no JSON object.`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
