import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { io } from "socket.io-client";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { quantile } from "../figures.ts";
import { startOwnServers } from "../servers/own-servers.ts";
import { stageBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";
import { openMadeUpArena } from "./made-up-arena.ts";
import { processorMs } from "./process-usage.ts";

export interface BoardsOptions {
  /** Of each stage. */
  readonly seconds: number;
  /** Viewers of the storm. */
  readonly sockets: number;
}

interface Stage {
  readonly namespace: keyof typeof BOARDS;
  readonly storm: "none" | "same address" | "other address";
  /** Number of honest viewers, who come one after the other. */
  readonly viewers: number;
  /** Milliseconds until the last board of the first snapshot arrived. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Connections of the storm that were let in, a second. */
  readonly stormed: number;
  /** Share of one processor that the web process took; null where the system doesn't tell. */
  readonly busy: number | null;
}

export interface BoardsReport extends BoardsOptions {
  readonly stages: readonly Stage[];
}

const BOARDS = {
  "/boards": ["players", "versions", "sessions"],
  "/lab": ["versions", "evidence", "judge", "contestants", "training"],
} as const;
/** As many as a viewer of the lab is shown. */
const STEPS = 2_000;
const BETWEEN_VIEWERS_MS = 50;
/** How often something changes while somebody plays. */
const ROUND_CLOSED_MS = 500;
/** The wait that is counted for a viewer who has seen nothing by then. */
const PATIENCE_MS = 30_000;
/** On Linux all of 127.0.0.0/8 is this machine. */
const ELSEWHERE = process.platform === "linux" ? "127.0.0.2" : null;

/** Measures how long a viewer waits for the boards of a server of our own, with and without others who reconnect as fast as they can. */
export async function benchBoards(
  { seconds, sockets }: BoardsOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<BoardsReport> {
  const { signal } = abort;
  const storms = ["none", "same address", ...(ELSEWHERE === null ? [] : ["other address" as const])] as const;
  const bar = stageBar(1 + 2 * storms.length, "starting a web process");
  const cleanUp: (() => Promise<unknown>)[] = [];
  try {
    const own = await startOwnServers(environment, { trainer: false }, signal, (error) => abort.abort(error));
    cleanUp.unshift(() => own.stop());
    const arena = await openMadeUpArena(own.dataDir);
    cleanUp.unshift(() => arena.close());
    await addSteps(arena.stores);

    const stages: Stage[] = [];
    for (const namespace of ["/boards", "/lab"] as const)
      for (const storm of storms) {
        bar.increment(1, { stage: `${namespace}, storm: ${storm}, ${seconds} s` });
        const from = storm === "other address" ? (ELSEWHERE ?? undefined) : undefined;
        const raging = storm === "none" ? null : reconnectingViewers(own.url + namespace, sockets, from);
        const [began, before] = [performance.now(), processorMs(own.webPid)];
        const waits = await waitsOf(own.url, namespace, arena.stores, seconds * 1_000, signal);
        const took = performance.now() - began;
        const busy = before === null ? null : ((processorMs(own.webPid) ?? before) - before) / took;
        const stormed = (raging?.connections() ?? 0) / (took / 1_000);
        await raging?.stop();
        const figures = { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99), max: Math.max(...waits) };
        stages.push({ namespace, storm, viewers: waits.length, ...figures, stormed, busy });
      }
    return { seconds, sockets, stages };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    for (const task of cleanUp) await task();
  }
}

async function addSteps({ trainingSteps }: Stores): Promise<void> {
  const names = ["reward", "kl", "entropy", "clip", "loss", "accuracy", "margin", "length", "lr", "grad"];
  const metrics = Object.fromEntries(names.map((name, i) => [`objective/${name}`, Math.sqrt(i + 2)]));
  const steps = Array.from({ length: STEPS }, () => ({ kind: "ppo" as const, policyVersion: 0, metrics }));
  await trainingSteps.add(MAIN_ARENA, steps);
}

/** Viewers come one after the other, while rounds are closed now and then. */
async function waitsOf(
  url: string,
  namespace: keyof typeof BOARDS,
  { bus }: Stores,
  ms: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const closing = setInterval(() => {
    void bus.publish({ type: "round_closed", arenaId: MAIN_ARENA, roundId: randomUUID() }).catch(() => {});
  }, ROUND_CLOSED_MS);
  try {
    const waits: number[] = [];
    for (const end = performance.now() + ms; performance.now() < end; ) {
      waits.push(await firstSnapshot(url + namespace, BOARDS[namespace]));
      await sleep(BETWEEN_VIEWERS_MS, undefined, { signal });
    }
    return waits;
  } finally {
    clearInterval(closing);
  }
}

/** Milliseconds from the first packet until every board is there. */
function firstSnapshot(url: string, boards: readonly string[]): Promise<number> {
  const began = performance.now();
  const socket = io(url, { transports: ["websocket"], forceNew: true });
  const missing = new Set(boards);
  const came = new Promise<number>((resolve) => {
    socket.onAny((event: string) => {
      missing.delete(event);
      if (missing.size === 0) resolve(performance.now() - began);
    });
  });
  return Promise.race([came, sleep(PATIENCE_MS, PATIENCE_MS, { ref: false })]).finally(() => socket.disconnect());
}

export function describeBoards({ sockets, seconds, stages }: BoardsReport): string {
  const rows = stages.map(({ namespace, storm, viewers, p50, p99, max, stormed, busy }) => [
    `${namespace.slice(1)}, ${storm === "none" ? "no storm" : `storm from the ${storm}`}`,
    String(viewers),
    ...[p50, p99, max].map((ms) => ms.toFixed(0)),
    stormed.toFixed(0),
    busy === null ? "-" : `${(100 * busy).toFixed(0)}%`,
  ]);
  return [
    `Viewers one after the other, until the first of each board was there; a storm is ${sockets} sockets that reconnect as fast as they're let.`,
    `Web process with embedded Postgres, ${STEPS} training steps, a round closed every ${ROUND_CLOSED_MS} ms; ${seconds} s a line, once.`,
    "",
    formatTable(["", "viewers", "p50 ms", "p99 ms", "max ms", "storm/s", "web busy"], rows),
  ].join("\n");
}

export interface Storm {
  /** Connections that were let in so far. */
  connections(): number;
  stop(): Promise<void>;
}

/**
 * Viewers of a namespace who leave as soon as they were let in, and come again, as fast as the server lets them.
 * @param from the address of this machine from which they connect
 */
export function reconnectingViewers(url: string, count: number, from?: string): Storm {
  let connections = 0;
  let stopping = false;

  function once(): Promise<void> {
    return new Promise((resolve) => {
      const local = from === undefined ? {} : { localAddress: from };
      const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, ...local });
      socket.once("connect", () => {
        connections++;
        socket.disconnect();
      });
      for (const end of ["disconnect", "connect_error"] as const) socket.once(end, () => setImmediate(resolve));
    });
  }

  const viewers = Array.from({ length: count }, async () => {
    while (!stopping) await once();
  });
  return {
    connections: () => connections,
    async stop() {
      stopping = true;
      await Promise.all(viewers);
    },
  };
}
