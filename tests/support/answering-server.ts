import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** vLLM as far as an arena asks it. Adapters are kept by their names. */
export interface AnsweringServer {
  readonly url: string;
  readonly asked: readonly { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[];
  /** Folders of the adapters that are loaded, by their names. */
  readonly loaded: ReadonlyMap<string, string>;
  /** From now on every request is answered so. */
  refuse(status: number, text: string): void;
  stop(): void;
}

type Body = Readonly<Record<string, unknown>>;

/** @param answer tokens of the answers to a prompt; each has the log-probability -0.5 */
export async function answeringServer(
  answer: (prompt: readonly number[]) => readonly number[],
): Promise<AnsweringServer> {
  const asked: { path: string; body: Body }[] = [];
  const loaded = new Map<string, string>();
  let refused: readonly [number, string] | null = null;

  function answerTo(path: string, body: Body): unknown {
    if (path === "/v1/models") return { data: [{ id: "base-model" }, { id: "other" }] };
    const name = body.lora_name as string;
    if (path === "/v1/load_lora_adapter") return loaded.set(name, body.lora_path as string) && "Success";
    if (path === "/v1/unload_lora_adapter") return loaded.delete(name) && "Success";
    const choices = (body.prompt as number[][]).map((prompt, index) => {
      const tokens = answer(prompt);
      const told = prompt.map((id, at) => (at === 0 ? null : { [id]: { logprob: -at }, 9999: { logprob: -9 } }));
      return {
        ...{ index, finish_reason: "stop", token_ids: tokens },
        logprobs: { token_logprobs: tokens.map(() => -0.5) },
        ...(body.prompt_logprobs === undefined ? {} : { prompt_logprobs: told }),
      };
    });
    return { choices: choices.toReversed() }; // in any order
  }

  const server = createServer(async (request, response) => {
    const body = request.method === "POST" ? ((await json(request)) as Body) : {};
    asked.push({ path: request.url!, body });
    const [status, said] = refused ?? [200, answerTo(request.url!, body)];
    response.writeHead(status).end(typeof said === "string" ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked, loaded },
    refuse(status, text) {
      refused = [status, text];
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
