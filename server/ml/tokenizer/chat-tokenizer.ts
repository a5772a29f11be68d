import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Template } from "@huggingface/jinja";
import { type ChatMessage, ConversationRefused, readTokenizer, type Tokenizer } from "./load-tokenizer.ts";

/** A tokenizer that any model may bring along: its prompts follow the chat template that came with it. */
export interface ChatTokenizer extends Tokenizer {
  /** Null: the prompt is given to the model as it is. */
  readonly template: string | null;
}

/**
 * Loads the tokenizer of a Hugging Face folder. With a chat template, a prompt is what `apply_chat_template` of transformers makes of one
 * user's message, with the beginning of the answer; without one it's the text, after the first token where the tokenizer adds one.
 * Throws an Error that names the file and what it lacks.
 * @param eosFallback the end of an answer where `tokenizer_config.json` names none, as `config.json` has it
 */
export async function loadChatTokenizer(folder: string, eosFallback: unknown): Promise<ChatTokenizer> {
  const { inner, config, path } = await readTokenizer(folder);
  const vocab = inner.get_vocab(true);
  const special = new Set<number>(
    [...inner.get_added_tokens_decoder()].flatMap(([id, { special }]) => (special ? [id] : [])),
  );
  const named = (name: string): number | undefined => {
    const content = textOf(config[name]);
    return content === null ? undefined : vocab.get(content);
  };
  const eosId = named("eos_token") ?? firstNumber(eosFallback);
  if (eosId === undefined)
    throw new Error(
      `${folder}: neither eos_token in tokenizer_config.json nor eos_token_id in config.json tells how an answer ends`,
    );
  special.add(eosId);
  const known: ReadonlySet<number> = new Set(vocab.values());
  const template = (await readTemplate(folder)) ?? defaultTemplate(config.chat_template);
  const render = template === null ? null : renderer(path, template, config);
  const specialTexts = [...special].flatMap((id) => inner.id_to_token(id) ?? []);
  /** What people write must not end the message it stands in. */
  const harmless = (text: string) => specialTexts.reduce((clean, token) => clean.replaceAll(token, ""), text);
  const encode = (text: string): number[] =>
    text === "" ? [] : inner.encode(harmless(text), { add_special_tokens: false }).ids;
  return {
    vocabSize: Math.max(...known) + 1,
    padId: named("pad_token") ?? eosId,
    eosId,
    template,
    encode,
    readsTurns: true,
    encodePrompt(text, turns) {
      const said = turns ?? [{ role: "user", content: text }];
      const messages = said.map(({ role, content }) => ({ role, content: harmless(content) }));
      const ids: readonly number[] =
        render === null
          ? inner.encode(harmless(text), { add_special_tokens: true }).ids
          : inner.encode(renderTurns(render, messages), { add_special_tokens: false }).ids;
      return ids.length > 0 ? [...ids] : [eosId]; // a model reads at least one token
    },
    decode(ids) {
      // A model's vocabulary may be padded with ids that no token has.
      const kept = ids.filter((id) => known.has(id) && !special.has(id));
      return kept.length === 0 ? "" : inner.decode(kept, { skip_special_tokens: true }).trim();
    },
  };
}

/** Newer folders have the template in a file of its own. */
async function readTemplate(folder: string): Promise<string | null> {
  return readFile(join(folder, "chat_template.jinja"), "utf8").catch(() => null);
}

/** A template, or the default one of several. */
function defaultTemplate(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return null;
  const named = value as readonly { readonly name?: unknown; readonly template?: unknown }[];
  const chosen = (named.find(({ name }) => name === "default") ?? named[0])?.template;
  return typeof chosen === "string" ? chosen : null;
}

type Render = (messages: readonly ChatMessage[]) => string;

/**
 * Where a template knows no system, its words stand before the first question, as its makers advise.
 * @throws ConversationRefused
 */
function renderTurns(render: Render, messages: readonly ChatMessage[]): string {
  try {
    return render(messages);
  } catch (cause) {
    const [system, first, ...rest] = messages;
    if (system?.role === "system" && first !== undefined)
      return renderTurns(render, [{ ...first, content: `${system.content}\n\n${first.content}` }, ...rest]);
    throw new ConversationRefused(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Tries the template at once: one that can't be read or refuses a plain question is of no use. */
function renderer(path: string, source: string, config: Readonly<Record<string, unknown>>): Render {
  try {
    const template = new Template(source);
    const render: Render = (messages) =>
      template.render({
        messages: [...messages],
        add_generation_prompt: true,
        bos_token: textOf(config.bos_token) ?? "",
        eos_token: textOf(config.eos_token) ?? "",
        pad_token: textOf(config.pad_token) ?? "",
        unk_token: textOf(config.unk_token) ?? "",
      });
    render([{ role: "user", content: "Why?" }]);
    return render;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path}: the chat template beside it can't be used on a question: ${reason}`, { cause });
  }
}

/** A token is given as its text or as an object that has it. */
function textOf(token: unknown): string | null {
  const content = typeof token === "object" && token !== null ? (token as { content?: unknown }).content : token;
  return typeof content === "string" && content !== "" ? content : null;
}

function firstNumber(value: unknown): number | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "number" ? first : undefined;
}
