import { fileURLToPath } from "node:url";
import type { SessionCreated } from "../../../../shared/protocol/sessions.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { stageBar } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { openClientProcess } from "../client-process.ts";
import type { FromClient, StageSeen, ToClient, VoteStage } from "./vote-client.ts";
import { type Busy, type Stored, startVoteServers } from "./vote-servers.ts";

export interface VotesOptions {
  /** Web processes; several share their games behind nginx. */
  readonly webs: number;
  readonly rate: number;
  readonly seconds: number;
  readonly rooms: number;
  /** In each room. */
  readonly players: number;
}

/** What the clients saw, with the processor time of the servers. */
export interface StageResult extends StageSeen, Busy {}

export interface VotesReport extends VotesOptions {
  /** The stage at the rate asked for. */
  readonly target: StageResult;
  /** Highest rate that was sustained; null when none was. */
  readonly sustained: StageResult | null;
  readonly stages: readonly StageResult[];
  readonly acknowledged: number;
  /** Acknowledged votes that the database lacks. */
  readonly lost: number;
  /** Acknowledged votes that the database holds more than once. */
  readonly doubled: number;
  readonly dealt: Stored["dealt"];
}

/** After the stage at the rate asked for, others of this length look for the highest rate. */
const SEARCH_SECONDS = 5;
const SEARCH_STAGES = 4;
const SEARCH_FACTOR = 1.5;
/** Most votes a second of one player. With deals, and after a pause, the server takes more for an attack. */
const FASTEST_PLAYER = 8;
/** A rate is sustained when this share of its votes was sent on time and acknowledged, 99% of them within `P99_MS`. */
const ON_TIME = 0.97;
const P99_MS = 500;
const LONGEST_BEAT_MS = 300_000;

/**
 * Measures the votes of real clients in several rooms of servers of our own, whose pool the trainer fills as it does for players. The clients
 * have a process of their own.
 */
export async function benchVotes(
  options: VotesOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<VotesReport> {
  const { signal } = abort;
  const bar = stageBar(3 + SEARCH_STAGES, "starting the servers, and the trainer fills the pool");
  const cleanUp: (() => Promise<unknown>)[] = [];
  try {
    const servers = await startVoteServers(options.webs, environment, abort);
    cleanUp.unshift(() => servers.stop());
    const server = arenaServer(servers.url, signal);
    const sessions: SessionCreated[] = [];
    const beats = { rounds: 1, rapidMs: LONGEST_BEAT_MS, maxPlayers: options.players };
    for (let i = 0; i < options.rooms; i++) sessions.push(await server.createSession(beats));
    const client = openClient(signal);
    cleanUp.unshift(() => client.stop());
    bar.update(1, { stage: `${options.rooms * options.players} players join ${options.rooms} rooms` });
    await client.ask({ crowd: { url: servers.url, sessions, players: options.players } }, "ready");

    const acknowledgedPairs: string[] = [];
    const stages: StageResult[] = [];
    const run = async (stage: VoteStage): Promise<StageResult> => {
      bar.update(2 + stages.length, { stage: `${stage.rate} votes a second for ${stage.seconds} s` });
      const before = servers.busy();
      const done = await client.ask({ stage }, "result");
      const after = servers.busy();
      const taken = (name: keyof Busy) =>
        before[name] === null || after[name] === null ? null : after[name] - before[name];
      const busy = { webMs: taken("webMs"), postgresMs: taken("postgresMs"), trainerMs: taken("trainerMs") };
      const result = { ...done.result, ...busy };
      acknowledgedPairs.push(...done.acknowledgedPairs);
      stages.push(result);
      return result;
    };
    const target = await run({ rate: options.rate, seconds: options.seconds });
    const sustained = await highest(target, FASTEST_PLAYER * options.rooms * options.players, run);
    const stored = await servers.stored();
    const counts = acknowledgedPairs.map((id) => stored.votes.get(id) ?? 0);
    return {
      ...{ ...options, target, sustained, stages, acknowledged: acknowledgedPairs.length, dealt: stored.dealt },
      lost: counts.filter((count) => count === 0).length,
      doubled: counts.filter((count) => count > 1).length,
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    for (const task of cleanUp) await task();
  }
}

const isSustained = ({ rate, seconds, acknowledged, p99 }: StageResult): boolean =>
  acknowledged >= ON_TIME * rate * seconds && p99 <= P99_MS;

/** Climbs while rates are sustained. If the first was not, it descends to one that is. */
async function highest(
  target: StageResult,
  limit: number,
  run: (stage: VoteStage) => Promise<StageResult>,
): Promise<StageResult | null> {
  const climbing = isSustained(target);
  let best = climbing ? target : null;
  let { rate } = target;
  for (let i = 0; i < SEARCH_STAGES; i++) {
    rate = Math.round(climbing ? rate * SEARCH_FACTOR : rate / SEARCH_FACTOR);
    if (climbing && rate > limit) return best;
    const result = await run({ rate, seconds: SEARCH_SECONDS });
    if (isSustained(result)) best = result;
    if (isSustained(result) !== climbing) return best;
  }
  return best;
}

/** The process of the voters. */
const openClient = (signal: AbortSignal) =>
  openClientProcess<ToClient, FromClient>(
    fileURLToPath(new URL("vote-client.ts", import.meta.url)),
    "the voters",
    signal,
  );

const describeServers = (webs: number): string =>
  webs === 1 ? "one web process" : `${webs} web processes behind nginx, with Redis`;

/** Milliseconds of processor time a vote, with the deals and the state that players are sent. */
const BUSY = ["web ms/vote", "Postgres ms/vote", "clients ms/vote", "trainer % of a core"];

export function describeVotes(report: VotesReport): string {
  const rows = report.stages.map((stage) => [
    String(stage.rate),
    String(stage.seconds),
    String(stage.sent),
    String(stage.acknowledged),
    stage.p50.toFixed(1),
    stage.p99.toFixed(1),
    isSustained(stage) ? "yes" : "no",
    ...[stage.webMs, stage.postgresMs, stage.clientsMs].map((ms) =>
      ms === null ? "-" : (ms / stage.acknowledged).toFixed(2),
    ),
    stage.trainerMs === null ? "-" : (stage.trainerMs / (10 * stage.seconds)).toFixed(0),
  ]);
  return [
    `${report.rooms * report.players} real clients in ${report.rooms} rooms, in a process of their own; ${describeServers(report.webs)}, embedded Postgres; one run a rate.`,
    `The trainer of the pocket model fills the pool meanwhile: ${report.dealt.first} pairs were dealt for the first time, and ${report.dealt.copies} were copies.`,
    `Acknowledged means committed; sustained means ${100 * ON_TIME}% sent on time and acknowledged, p99 within ${P99_MS} ms.`,
    "",
    formatTable([...["votes/s", "seconds", "sent", "acknowledged", "p50 ms", "p99 ms", "sustained"], ...BUSY], rows),
    `Highest rate sustained: ${report.sustained === null ? "none of these" : `${report.sustained.rate} votes a second`}.`,
    `Of ${report.acknowledged} acknowledged votes the database lacks ${report.lost} and holds ${report.doubled} more than once.`,
    "",
  ].join("\n");
}
