import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connect } from "../../../store/postgres/connect.ts";
import { quantile } from "../../figures.ts";
import { startOwnServers } from "../../servers/own-servers.ts";
import { stageBar } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { openMadeUpArena } from "../made-up-arena.ts";
import { processorMs, residentMb } from "../process-usage.ts";
import type { ViewersSeen, ViewersWanted } from "./viewers-child.ts";
import { fillBoards, playedGame } from "./watched-arena.ts";

export interface ViewersOptions {
  /** Viewers who come all at once. */
  readonly viewers: number;
  /** Of each stage. */
  readonly seconds: number;
  /** Players of the game that is watched. */
  readonly bots: number;
}

type Kind = "game" | "boards";
const KINDS = ["game", "boards"] as const;

interface Stage {
  readonly viewers: number;
  /** Transactions that Postgres ended, a second; nearly all of the server's are single statements. */
  readonly transactions: number;
  /** Share of one processor that the web process took, its Postgres left out; null where the system doesn't tell. */
  readonly busy: number | null;
  /** Processor time of the web process for each viewer who came, milliseconds. */
  readonly arrivalMs: number | null;
  readonly memoryMb: number | null;
  readonly lost: number;
  readonly of: Readonly<
    Record<
      Kind,
      {
        /** Those who were shown everything once. */
        readonly shown: number;
        /** Milliseconds until the last of the first boards. */
        readonly p50: number;
        readonly p99: number;
        /** Pushes that a viewer gets a second, and their bytes. */
        readonly pushes: number;
        readonly bytes: number;
        readonly most: number;
      }
    >
  >;
}

export interface ViewersReport extends ViewersOptions {
  readonly stages: readonly Stage[];
}

const FEW = 10;
const PROCESSES = 4;
const CHILD = fileURLToPath(new URL("./viewers-child.ts", import.meta.url));
/** All are shown everything by then, or are counted as missing. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 200;
/** Postgres' processes tell what they have done this often. */
const TOLD_MS = 1_500;
const PAIRS = { rapid: 6_000, showdown: 60 } as const;

/** Measures what viewers cost: a few of them, and then many who come at once, while a game goes on and a round is closed now and then. */
export async function benchViewers(
  { viewers, seconds, bots }: ViewersOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<ViewersReport> {
  const { signal } = abort;
  const fail = (error: Error) => abort.abort(error);
  const bar = stageBar(3, "starting a web process");
  const cleanUp: (() => Promise<unknown>)[] = [];
  try {
    const own = await startOwnServers(environment, { trainer: false }, signal, fail);
    cleanUp.unshift(() => own.stop());
    const arena = await openMadeUpArena(own.dataDir);
    cleanUp.unshift(() => arena.close());
    const { sql } = connect(arena.databaseUrl, 1);
    cleanUp.unshift(() => sql.end());
    await fillBoards(own.url, arena, signal);
    for (const [kind, count] of Object.entries(PAIRS)) await arena.fill(kind as keyof typeof PAIRS, count);
    const game = await playedGame(own.url, bots, signal, fail);
    cleanUp.unshift(() => game.stop());

    const counted = async () => {
      await sleep(TOLD_MS, undefined, { signal });
      const [row] = await sql<{ ended: string }[]>`
        select xact_commit + xact_rollback as ended from pg_stat_database where datname = current_database()`;
      return Number(row?.ended);
    };
    const stages: Stage[] = [];
    for (const count of [FEW, viewers]) {
      bar.increment(1, { stage: `${count} viewers, ${seconds} s` });
      const cpuBefore = processorMs(own.webPid);
      const crowd = await openCrowd({ url: own.url, code: game.code }, count, signal);
      try {
        const arrived = processorMs(own.webPid);
        const before = { ended: await counted(), cpu: processorMs(own.webPid), at: performance.now() };
        crowd.forget();
        await sleep(seconds * 1_000, undefined, { signal });
        const seen = await crowd.seen();
        const took = (performance.now() - before.at) / 1_000;
        const cpu = processorMs(own.webPid);
        stages.push({
          viewers: count,
          transactions: ((await counted()) - before.ended) / (took + TOLD_MS / 1_000),
          busy: before.cpu === null || cpu === null ? null : (cpu - before.cpu) / (took * 1_000),
          arrivalMs: cpuBefore === null || arrived === null ? null : (arrived - cpuBefore) / count,
          memoryMb: residentMb(own.webPid),
          lost: seen.reduce((sum, { lost }) => sum + lost, 0),
          of: { game: figuresOf("game", seen, took), boards: figuresOf("boards", seen, took) },
        });
      } finally {
        await crowd.close();
      }
    }
    return { viewers, seconds, bots, stages };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    for (const task of cleanUp) await task();
  }
}

/** Viewers in processes of their own, who came at once. Resolves when all were shown everything, or patience is over. */
async function openCrowd(of: Pick<ViewersWanted, "url" | "code">, count: number, signal: AbortSignal) {
  const children = Array.from({ length: Math.min(PROCESSES, count) }, () => fork(CHILD));
  const seen = (): Promise<ViewersSeen[]> =>
    Promise.all(
      children.map(async (child) => {
        child.send("seen");
        return ((await once(child, "message", { signal })) as [ViewersSeen])[0];
      }),
    );
  const shown = async () => (await seen()).reduce((sum, { waits }) => sum + waits.game.length + waits.boards.length, 0);
  const close = async () => {
    for (const child of children) child.disconnect();
    await Promise.all(children.map((child) => child.exitCode ?? once(child, "exit")));
  };
  try {
    for (const [i, child] of children.entries()) {
      const share = Math.floor(((i + 1) * count) / children.length) - Math.floor((i * count) / children.length);
      child.send({ ...of, count: share, child: i } satisfies ViewersWanted);
    }
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end && (await shown()) < count; )
      await sleep(LOOK_MS, undefined, { signal });
  } catch (error) {
    await close();
    throw error;
  }
  return { seen, close, forget: () => children.map((child) => child.send("forget")) };
}

function figuresOf(kind: Kind, seen: readonly ViewersSeen[], seconds: number): Stage["of"][Kind] {
  const waits = seen.flatMap((one) => one.waits[kind]);
  const pushes = seen.map((one) => one.pushes[kind]);
  const count = pushes.reduce((sum, one) => sum + one.count, 0);
  return {
    shown: waits.length,
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    pushes: count / waits.length / seconds,
    bytes: pushes.reduce((sum, one) => sum + one.bytes, 0) / Math.max(1, count),
    most: Math.max(...pushes.map(({ most }) => most)),
  };
}

const NO_CELLS = ["", "", "", "", ""] as const;

export function describeViewers({ seconds, bots, stages }: ViewersReport): string {
  const share = (busy: number | null) => (busy === null ? "-" : `${(100 * busy).toFixed(0)}%`);
  const rows = stages.flatMap(({ viewers, transactions, busy, arrivalMs, memoryMb, lost, of }) =>
    KINDS.map((kind) => [
      kind === "game" ? `${viewers} viewers: the game` : "the boards",
      String(of[kind].shown),
      ...[of[kind].p50, of[kind].p99].map((ms) => ms.toFixed(0)),
      of[kind].pushes.toFixed(2),
      ...[of[kind].bytes, of[kind].most].map((bytes) => bytes.toFixed(0)),
      ...(kind === "game"
        ? [
            transactions.toFixed(1),
            share(busy),
            arrivalMs?.toFixed(2) ?? "-",
            memoryMb?.toFixed(0) ?? "-",
            String(lost),
          ]
        : NO_CELLS),
    ]),
  );
  const head = ["", "shown", "first p50 ms", "p99 ms", "pushes/s", "bytes", "most"];
  return [
    `Viewers who come at once, half of them to a game that ${bots} bots play and half to the boards, in ${PROCESSES} processes; ${seconds} s a stage, once.`,
    "Transactions by pg_stat_database, those of the game included; the web process without its Postgres.",
    "",
    formatTable([...head, "transactions/s", "web busy", "ms a viewer", "web MB", "lost"], rows),
  ].join("\n");
}
