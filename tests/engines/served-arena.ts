import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CLASSROOM_QUESTIONS } from "../../server/game/packs/classroom-questions.ts";
import { freePort } from "../../server/store/postgres/embedded/free-port.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CROWD = fileURLToPath(new URL("../../server/cli/crowd.ts", import.meta.url));
const POLL_MS = 2_000;
/** A model that is read from a slow disk. */
const WAIT_MS = 600_000;

/** What a crowd likes here: to be spoken to. */
const TASTE = `export const score = ({ response }) => Math.min(3, (response.match(/\\b(you|your|yours|yourself)\\b/gi) ?? []).length);\n`;

/** Of a machine whose cores others use too: threads that wait actively would take them. */
const THREADS = { OMP_NUM_THREADS: "2", OMP_WAIT_POLICY: "PASSIVE", KMP_BLOCKTIME: "0" } as const;
/** Of which a quarter is kept for the measurement: few, since each of those is answered 32 times on a processor. */
const QUESTIONS = 24;
/** One pass over the votes, in numbers of half the length: on two cores a pass takes a quarter of an hour. */
const TRL_OPTIONS = "--num_train_epochs 1 --learning_rate 0.001 --use_cpu true --dtype bfloat16";

/**
 * Eight bots teach a model whose answers come from vLLM, with 200 votes, of which TRL trains an adapter; tells whether it was promoted and how often it wins.
 * @param vllm the command
 * @param base folder of the model
 * @param trl the command
 */
export async function servedArena(vllm: string, base: string, trl: string): Promise<void> {
  const folder = temporaryFolder();
  const port = String(await freePort(0));
  const server = startServer(vllm, base, port);
  try {
    const url = `http://127.0.0.1:${port}/v1`;
    await untilAnswering(server, url);
    const taste = join(folder.path, "you.mjs");
    await writeFile(taste, TASTE);
    const pack = join(folder.path, "questions.txt");
    await writeFile(pack, `${CLASSROOM_QUESTIONS.slice(0, QUESTIONS).join("\n")}\n`);
    const { status } = spawnSync(
      process.execPath,
      [
        ...[CROWD, "--model", base, "--pack", pack, "--taste", taste, "--players", "8"],
        ...["--rounds", "1", "--pairs", "25", "--votes", "200", "--intermission", "1"],
      ],
      {
        stdio: "inherit",
        env: {
          ...{ ...process.env, ...THREADS, TRL_OPTIONS },
          ...{ ANSWER_SERVER_URL: url, TRAINING_ENGINE: "trl", TRL_COMMAND: trl, TRAINING_VOTES: "150" },
        },
      },
    );
    if (status !== 0) throw new Error(`crowd ended with ${status}`);
  } finally {
    server.kill("SIGTERM");
    if (server.exitCode === null) await once(server, "exit");
    folder.remove();
  }
}

/** On the processor, with adapters in the layers that an arena adapts: vLLM ends at log-probabilities of prompts where the last matrix has one too. */
const startServer = (vllm: string, base: string, port: string): ChildProcess =>
  spawn(
    vllm,
    [
      ...["serve", base, "--served-model-name", "base", "--host", "127.0.0.1", "--port", port],
      ...["--enable-lora", "--max-lora-rank", "16", "--max-loras", "2", "--lora-target-modules", "q_proj", "v_proj"],
      ...["--max-model-len", "320", "--max-num-seqs", "32", "--dtype", "bfloat16", "--enforce-eager"],
    ],
    {
      stdio: ["ignore", "ignore", "ignore"],
      env: {
        ...{ ...process.env, ...THREADS, VLLM_CPU_KVCACHE_SPACE: "1" },
        ...{ VLLM_ALLOW_RUNTIME_LORA_UPDATING: "True", HF_HUB_OFFLINE: "1", DO_NOT_TRACK: "1" },
      },
    },
  );

async function untilAnswering(server: ChildProcess, url: string): Promise<void> {
  let failure: Error | null = null;
  server.once("error", (error) => {
    failure = error;
  });
  for (const until = performance.now() + WAIT_MS; performance.now() < until; await sleep(POLL_MS)) {
    if (failure !== null) throw failure;
    if (server.exitCode !== null) throw new Error(`vllm ended with ${server.exitCode}`);
    if (
      await fetch(`${url}/models`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
  }
  throw new Error(`vllm did not answer within ${WAIT_MS / 1000} s`);
}
