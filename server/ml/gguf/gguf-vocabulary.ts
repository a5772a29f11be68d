import { fieldsOf, type GgufFields } from "./gguf-fields.ts";
import type { GgufHeader } from "./read-header.ts";

/** What a token is (llama.cpp, `llama_token_type`). */
export const TOKEN = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** The vocabulary of a file, and the tokens that have a task. */
export interface GgufVocabulary {
  readonly fields: GgufFields;
  readonly architecture: string;
  /** `gpt2` for byte-level BPE, `llama` for SentencePiece. */
  readonly kind: string;
  readonly tokens: readonly string[];
  /** One of `TOKEN` for each token. */
  readonly types: readonly number[];
  readonly bos: number | undefined;
  readonly pad: number | undefined;
  readonly unknown: number | undefined;
  readonly addBos: boolean;
  readonly template: string | undefined;
  /** What ends an answer, at least one: the end of the text, that of a turn, and what the template writes after a turn. */
  readonly ends: readonly number[];
}

/** Tokens that end an answer wherever they are control tokens that the chat template writes. */
const ENDS = ["<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|endoftext|>", "<|end_of_text|>", "</s>"];

/** Ids that no token has, since matrices have round sizes. */
const FILLER = /^\[PAD\d+\]$/;

/**
 * Reads the vocabulary of a file.
 * @throws Error that names the field that is missing or wrong
 */
export function readVocabulary(header: Pick<GgufHeader, "fields">): GgufVocabulary {
  const fields = fieldsOf(header);
  const kind = fields.text("tokenizer.ggml.model") ?? "none";
  const tokens = fields.texts("tokenizer.ggml.tokens");
  if (tokens === undefined || tokens.length === 0)
    throw new Error('it has no vocabulary (field "tokenizer.ggml.tokens"). Take a file that holds the tokenizer too');
  const types = fields.numbers("tokenizer.ggml.token_type") ?? tokens.map(() => TOKEN.normal);
  if (types.length !== tokens.length)
    throw new Error(`field "tokenizer.ggml.token_type" has ${types.length} entries for ${tokens.length} tokens`);
  const idOf = (name: string): number | undefined => {
    const id = fields.id(`tokenizer.ggml.${name}_token_id`);
    if (id === undefined || id < tokens.length) return id;
    throw new Error(`field "tokenizer.ggml.${name}_token_id" is ${id}; its vocabulary has ${tokens.length} tokens`);
  };
  const template = fields.text("tokenizer.chat_template");
  const written = ENDS.filter((text) => template?.includes(text))
    .map((text) => tokens.indexOf(text))
    .filter((id) => types[id] === TOKEN.control);
  const ends = [...new Set([idOf("eos"), idOf("eot"), ...written])].filter((id) => id !== undefined);
  if (ends.length === 0)
    throw new Error('it lacks the field "tokenizer.ggml.eos_token_id", so nothing tells how an answer ends');
  const bos = idOf("bos");
  const addBos = (fields.flag("tokenizer.ggml.add_bos_token") ?? kind === "llama") && bos !== undefined;
  const architecture = fields.text("general.architecture") ?? "none";
  const [pad, unknown] = [idOf("padding"), idOf("unknown")];
  return { fields, architecture, kind, tokens, types, bos, addBos, template, ends, pad, unknown };
}

/** Ids by token, without those that no text has. */
export function idsByToken({ tokens, types }: Pick<GgufVocabulary, "tokens" | "types">): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    if (types[id] === TOKEN.unused && FILLER.test(token)) continue;
    if (ids.has(token))
      throw new Error(
        `field "tokenizer.ggml.tokens" has ${JSON.stringify(token)} twice, as ${ids.get(token)} and ${id}`,
      );
    ids.set(token, id);
  }
  return ids;
}
