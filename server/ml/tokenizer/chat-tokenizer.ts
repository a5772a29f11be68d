import { join } from "node:path";
import { type ChatTemplate, chooseTemplate, type TemplateSource } from "./chat-template.ts";
import { type ChatMessage, ConversationRefused, readTokenizer, type Tokenizer } from "./load-tokenizer.ts";
import { readTextIfThere } from "./read-text.ts";

/** A tokenizer that any model may bring along: its prompts follow the chat template that came with it. */
export interface ChatTokenizer extends Tokenizer {
  /** Null: the prompt is given to the model as it is. */
  readonly template: ChatTemplate | null;
  /** Every token that ends an answer: `eosId`, which answers that are learnt from end with, and others. */
  readonly endIds: readonly number[];
}

/**
 * Loads the tokenizer of a Hugging Face folder. With a chat template, a prompt is what `apply_chat_template` of transformers makes of one
 * user's message, with the beginning of the answer; without one it's the text, after the first token where the tokenizer adds one.
 * Throws an Error that names the file and what it lacks.
 * @param eosOfConfig `eos_token_id` of `config.json`: one or several
 */
export async function loadChatTokenizer(folder: string, eosOfConfig: unknown): Promise<ChatTokenizer> {
  const { inner, encodeText, config } = await readTokenizer(folder);
  const vocab = inner.get_vocab(true);
  const special = new Set<number>(
    [...inner.get_added_tokens_decoder()].flatMap(([id, { special }]) => (special ? [id] : [])),
  );
  const names = { ...(await readOptionalJson(folder, "special_tokens_map.json")), ...withoutNulls(config) };
  const named = (name: string): number | undefined => {
    const content = textOf(names[name]);
    return content === null ? undefined : vocab.get(content);
  };
  const template = await readTemplate(folder, config, names);
  const generation = await readOptionalJson(folder, "generation_config.json");
  const listed = [
    named("eos_token") ?? [],
    endsIn(`${folder}: generation_config.json`, generation.eos_token_id),
    endsIn(`${folder}: config.json`, eosOfConfig),
  ].flat();
  const textsOfEnds = new Map([...listed, ...special].map((id) => [inner.id_to_token(id) ?? "", id]));
  const eosId = (template && endOfTurn(template, textsOfEnds)) ?? listed[0];
  if (eosId === undefined)
    throw new Error(
      `${folder}: neither eos_token in tokenizer_config.json nor eos_token_id in config.json tells how an answer ends`,
    );
  const endIds = [...new Set([eosId, ...listed])];
  for (const id of endIds) special.add(id);
  const known: ReadonlySet<number> = new Set(vocab.values());
  const specialTexts = [...special].flatMap((id) => inner.id_to_token(id) ?? []);
  const cleaning = {
    skip_special_tokens: true,
    clean_up_tokenization_spaces: config.clean_up_tokenization_spaces === true,
  };
  /** What people write must not end the message it stands in. */
  const harmless = (text: string) => specialTexts.reduce((clean, token) => clean.replaceAll(token, ""), text);
  return {
    vocabSize: Math.max(...known) + 1,
    padId: named("pad_token") ?? eosId,
    eosId,
    endIds,
    template,
    encode: (text) => (text === "" ? [] : encodeText(harmless(text), false)),
    encodeSpelt: (text) => (text === "" ? [] : encodeText(text, false)),
    readsTurns: true,
    encodePrompt(text, turns) {
      const said = turns ?? [{ role: "user", content: text }];
      const messages = said.map(({ role, content }) => ({ role, content: harmless(content) }));
      const ids =
        template === null ? encodeText(harmless(text), true) : encodeText(renderTurns(template, messages), false);
      return ids.length > 0 ? ids : [eosId]; // a model reads at least one token
    },
    decode(ids) {
      // A model's vocabulary may be padded with ids that no token has.
      const kept = ids.filter((id) => known.has(id) && !special.has(id));
      return kept.length === 0 ? "" : inner.decode(kept, cleaning).trim();
    },
  };
}

/** Newer folders have the template in a file of its own, which counts more. Null where there is none. */
async function readTemplate(
  folder: string,
  config: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, unknown>>,
): Promise<ChatTemplate | null> {
  const file = "chat_template.jinja";
  const own = await readIfThere(folder, file);
  const sources: TemplateSource[] = own === null ? [] : [{ where: file, source: own }];
  const inConfig = defaultTemplate(config.chat_template);
  if (inConfig !== null) sources.push({ where: "tokenizer_config.json", source: inConfig });
  if (sources.length === 0) return null;
  const tokens = Object.entries(names).flatMap(([name, value]) => {
    const text = name.endsWith("_token") ? textOf(value) : null;
    return text === null ? [] : [[name, text]];
  });
  try {
    return chooseTemplate(sources, Object.fromEntries(tokens));
  } catch (cause) {
    throw new Error(`${folder}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A template, or the default one of several. */
function defaultTemplate(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return null;
  const several = value as readonly { readonly name?: unknown; readonly template?: unknown }[];
  const chosen = (several.find(({ name }) => name === "default") ?? several[0])?.template;
  return typeof chosen === "string" ? chosen : null;
}

/**
 * Where a template knows no system, its words stand before the first question, as its makers advise.
 * @throws ConversationRefused
 */
function renderTurns(template: ChatTemplate, messages: readonly ChatMessage[]): string {
  try {
    return template.prompt(messages);
  } catch (cause) {
    const [system, first, ...rest] = messages;
    if (system?.role === "system" && first !== undefined)
      return renderTurns(template, [{ ...first, content: `${system.content}\n\n${first.content}` }, ...rest]);
    throw new ConversationRefused(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const ANSWER = "It scatters blue light.";

/** The token with which a template ends an answer; undefined where it ends none with one of these. */
function endOfTurn(template: ChatTemplate, byText: ReadonlyMap<string, number>): number | undefined {
  let text: string;
  try {
    text = template.answered("Why is the sky blue?", ANSWER);
  } catch {
    return undefined; // it knows questions alone
  }
  const rest = text.slice(text.lastIndexOf(ANSWER) + ANSWER.length).trimStart();
  const ends = [...byText.keys()].filter((end) => end !== "" && rest.startsWith(end));
  return byText.get(ends.sort((a, b) => b.length - a.length)[0] ?? "");
}

/** @throws Error that names the folder, and the file that can't be read */
const readIfThere = (folder: string, file: string): Promise<string | null> =>
  readTextIfThere(join(folder, file)).catch((cause: Error) => {
    throw new Error(`${folder}: ${cause.message}`, { cause });
  });

async function readOptionalJson(folder: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readIfThere(folder, file);
  if (text === null) return {};
  try {
    return (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new Error(`${folder}: ${file} is not JSON`, { cause });
  }
}

const withoutNulls = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

/** A token is given as its text or as an object that has it. */
function textOf(token: unknown): string | null {
  const content = typeof token === "object" && token !== null ? (token as { content?: unknown }).content : token;
  return typeof content === "string" && content !== "" ? content : null;
}

/** Ids of one number, a list, or nothing. Older folders write -1 for none. */
function endsIn(where: string, value: unknown): number[] {
  const ids: readonly unknown[] = [value ?? []].flat();
  const odd = ids.find((one) => typeof one !== "number" || !Number.isInteger(one));
  if (odd !== undefined)
    throw new Error(
      `${where}: "eos_token_id" must be the id of a token, or a list of ids, and holds ${JSON.stringify(odd)}`,
    );
  return (ids as readonly number[]).filter((id) => id >= 0);
}
