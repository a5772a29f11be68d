import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { AnswerServerConfig } from "../../answer-server-config.ts";
import { networkFailure } from "../endpoint/network-failure.ts";

/** Of one request: a batch of answers on a busy machine, or an adapter that is read from a shared disk. */
const TIMEOUT_MS = 300_000;
/** Signs of an answer of the server's that are repeated. */
const REPEATED = 300;
/** Between two tries to reach one that is away. */
const AWAY_MS = 1_000;
/** What a proxy answers in the place of a server that isn't there yet. */
const NOT_THERE: ReadonlySet<number> = new Set([502, 503, 504]);

/** The server can't be reached, as while it starts: it may answer later. */
export class AnswerServerAway extends Error {
  override readonly name = "AnswerServerAway";
}

/**
 * Does what needs the answer server, as soon as it can be reached; each reason why it can't is logged once.
 * @throws the signal's reason once that is aborted
 */
export async function onceAnswered<T>(
  work: () => Promise<T>,
  log: { warn(message: string): void },
  signal: AbortSignal,
): Promise<T> {
  for (let told = ""; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AnswerServerAway)) throw error;
      if (error.message !== told) log.warn(`${error.message}. Waiting for it; nothing is learnt until it answers`);
      told = error.message;
    }
    await sleep(AWAY_MS, undefined, { signal });
  }
}

const choice = z.object({
  index: z.number(),
  finish_reason: z.string().nullable(),
  token_ids: z.array(z.number()).nullish(),
  logprobs: z.object({ token_logprobs: z.array(z.number().nullable()) }).nullish(),
  prompt_logprobs: z.array(z.record(z.string(), z.object({ logprob: z.number() })).nullable()).nullish(),
});
const completion = z.object({ choices: z.array(choice) });
const models = z.object({ data: z.array(z.object({ id: z.string() })) });

type Tokens = readonly number[];

/** An answer in tokens, with the logarithm of each one's probability. */
export interface ServedAnswer {
  readonly tokens: Tokens;
  readonly logProbs: readonly number[];
}

export interface Drawing {
  readonly maxTokens: number;
  readonly topP: number;
  readonly stopIds: readonly number[];
}

/** vLLM's OpenAI-compatible server, as far as an arena needs it. Prompts are given in tokens: no template or special token comes between. */
export interface AnswerServer {
  /** What the server calls the model. */
  baseModel(): Promise<string>;
  /** One answer to each prompt, at temperature 1. No seed is given: one of a request is that of each prompt, and a prompt asked twice would have one answer. */
  answers(model: string, prompts: readonly Tokens[], drawing: Drawing): Promise<ServedAnswer[]>;
  /** What a model says of each token after the first, by sequence. */
  logProbs(model: string, sequences: readonly Tokens[]): Promise<number[][]>;
  /** Makes an adapter, in a folder that the server can read, answer by a name; nothing happens where it does already. */
  loadAdapter(name: string, folder: string): Promise<void>;
  unloadAdapter(name: string): Promise<void>;
}

/** Every one of its functions throws an Error in a sentence that names the server and says what to do. */
export function answerServer({ url, model, apiKey }: AnswerServerConfig): AnswerServer {
  async function ask(path: string, body?: object): Promise<{ readonly status: number; readonly text: string }> {
    const address = new URL(`${url}/${path}`);
    const response = await fetch(address, {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      headers: {
        "content-type": "application/json",
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      const reason = networkFailure(error, address);
      throw new AnswerServerAway(`The answer server at ${address.host} can't be reached: ${reason}`, { cause: error });
    });
    if (NOT_THERE.has(response.status))
      throw new AnswerServerAway(`What stands before the answer server at ${address.host} answers ${response.status}`);
    return { status: response.status, text: await response.text() };
  }

  async function parsed<T>(schema: z.ZodType<T>, path: string, body?: object): Promise<T> {
    const { status, text } = await ask(path, body);
    if (status === 404 && body === undefined)
      throw new Error(`${url} is no base of an API (404). Check ANSWER_SERVER_URL`);
    if (status === 401) throw new Error(`${url} wants another key (401). Set ANSWER_SERVER_KEY`);
    if (status !== 200) throw new Error(`${url}/${path} answered ${status}: ${text.slice(0, REPEATED)}`);
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw new Error(`${url}/${path} answers in a form that isn't vLLM's. Check ANSWER_SERVER_URL`, { cause });
    }
  }

  async function choices(body: object & { readonly prompt: readonly Tokens[] }) {
    const { choices } = await parsed(completion, "completions", body);
    if (choices.length !== body.prompt.length)
      throw new Error(`${url}/completions gave ${choices.length} answers to ${body.prompt.length} prompts`);
    return choices.toSorted((a, b) => a.index - b.index);
  }

  const lacking = (what: string) =>
    new Error(`${url}/completions gives no ${what}. The answer server must be vLLM 0.11 or newer, which does`);

  async function adapterCall(path: string, body: object, isDone: RegExp): Promise<void> {
    const { status, text } = await ask(path, body);
    if (status === 200 || isDone.test(text)) return;
    if (status === 404 && !/lora/i.test(text))
      throw new Error(
        `${url} takes no adapters at runtime (404). Start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True`,
      );
    throw new Error(`${url}/${path} answered ${status}: ${text.slice(0, REPEATED)}`);
  }

  return {
    async baseModel() {
      if (model !== null) return model;
      const first = (await parsed(models, "models")).data[0];
      if (first === undefined) throw new Error(`${url} lists no model. Start the answer server with the adopted one`);
      return first.id;
    },
    async answers(name, prompts, { maxTokens, topP, stopIds }) {
      const drawn = await choices({
        ...{ model: name, prompt: prompts, max_tokens: maxTokens, temperature: 1, top_p: topP },
        ...{ logprobs: 0, return_token_ids: true, stop_token_ids: stopIds, skip_special_tokens: false },
      });
      return drawn.map(({ token_ids: tokens, logprobs }) => {
        const values = logprobs?.token_logprobs;
        if (!tokens) throw lacking("token ids");
        if (values?.length !== tokens.length) throw lacking("log-probabilities");
        return { tokens, logProbs: values.map((value) => value ?? 0) };
      });
    },
    async logProbs(name, sequences) {
      const read = await choices({
        ...{ model: name, prompt: sequences, max_tokens: 1, temperature: 0, prompt_logprobs: 0 },
      });
      return read.map(({ prompt_logprobs: rows }, i) => {
        const sequence = sequences[i]!;
        if (rows?.length !== sequence.length) throw lacking("log-probabilities of prompts");
        return sequence.slice(1).map((token, at) => {
          const told = rows[at + 1]?.[String(token)];
          if (told === undefined) throw lacking("log-probabilities of prompts");
          return told.logprob;
        });
      });
    },
    loadAdapter: (name, folder) =>
      adapterCall("load_lora_adapter", { lora_name: name, lora_path: folder }, /already been loaded/i),
    unloadAdapter: (name) => adapterCall("unload_lora_adapter", { lora_name: name }, /cannot be found|not found/i),
  };
}
