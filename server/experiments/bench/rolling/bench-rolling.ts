import { setTimeout as sleep } from "node:timers/promises";
import type { PhaseName } from "../../../../shared/round/view.ts";
import { connect } from "../../../store/postgres/connect.ts";
import { median } from "../../figures.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { type ClusterNode, startCluster } from "../../servers/cluster/start-cluster.ts";
import { throwAwayDataDir } from "../../servers/own-servers.ts";
import { until } from "../../servers/waiting.ts";
import { stageBar } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { compareLedger, faultsOf, type LedgerComparison } from "../kills/compare-ledger.ts";
import { playHost, playVoter } from "../kills/kill-players.ts";
import { emptyLedger, type Ledger, type RefusedVote, type Return } from "../kills/ledger.ts";
import { openMadeUpArena } from "../made-up-arena.ts";

export interface RollingOptions {
  readonly webs: number;
  readonly rooms: number;
  /** In each room. */
  readonly players: number;
}

/** A web process that was asked to end, and was started again. */
export interface Restart {
  readonly node: string;
  /** Seconds from SIGTERM until its successor was ready. */
  readonly seconds: number;
}

export interface RollingReport extends RollingOptions {
  readonly seconds: number;
  readonly restarts: readonly Restart[];
  readonly returns: readonly Return[];
  readonly refusals: readonly RefusedVote[];
  readonly comparison: LedgerComparison;
}

/** In these somebody is in the middle of a round: a connection that is lost there cuts it. */
const IN_A_ROUND: ReadonlySet<PhaseName> = new Set([
  "dealing",
  "writing",
  "rapid",
  "title",
  "showdown",
  "ranking",
  "reveal",
]);
const BEATS = { rounds: 100, rapidMs: 5_000, showdownMs: 5_000, revealMs: 2_000, intermissionMs: 2_000 };
const START_MS = 120_000;
/** A room hands over at its next break, 120 s after the signal at the latest; then the process starts again. */
const RESTART_MS = 180_000;
/** Everybody plays on for this long before the next process is restarted, and after the last. */
const CALM_MS = 5_000;
const PAIRS = { rapid: 20_000, showdown: 2_000 } as const;

/**
 * Restarts web processes one after the other, as a deploy does (SIGTERM, then a new process of the same name), while players play in rooms
 * of all of them. Then everything that was acknowledged is looked up in the database.
 */
export async function benchRolling(
  options: RollingOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<RollingReport> {
  const { signal } = abort;
  const bar = stageBar(options.webs, "starting Redis, web processes and nginx");
  const cleanUp: (() => Promise<unknown>)[] = [];
  const playing = new AbortController();
  const ledger = emptyLedger();
  let said = "";
  try {
    const { dataDir, remove } = await throwAwayDataDir();
    cleanUp.unshift(remove);
    const plan = {
      ...{ webs: options.webs, trainer: false, port: 0, dataDir },
      environment: { ...environment, HOST_PASSWORD: "", LOG_LEVEL: "warn" },
    };
    const hear = (node: string, line: string) => {
      said = `${said}${node}: ${line}\n`.slice(-4_000);
    };
    const cluster = await startCluster(plan, signal, hear, (error) => abort.abort(error));
    cleanUp.unshift(() => cluster.stop());
    const arena = await openMadeUpArena(dataDir);
    cleanUp.unshift(() => arena.close());
    await arena.fill("rapid", PAIRS.rapid);
    await arena.fill("showdown", PAIRS.showdown);

    const server = arenaServer(cluster.url, signal);
    const began = performance.now();
    const games = Array.from({ length: options.rooms }, async () => {
      const session = await server.createSession(BEATS);
      const voters = Array.from({ length: options.players }, (_, i) =>
        playVoter(cluster.url, session, `Voter ${i}`, playing.signal, ledger),
      );
      await Promise.all([playHost(cluster.url, session, playing.signal, false), ...voters]);
    });
    const play = Promise.all(games);
    play.catch((error: unknown) => abort.abort(error));
    const complaint = (what: string) => () => `${what}; last said: ${said}`;
    const wanted = options.rooms * options.players;
    const everybodyVotes = async () => new Set(ledger.votes.map(({ playerId }) => playerId)).size === wanted;
    await until(everybodyVotes, START_MS, signal, complaint("not every player has voted"));

    const restarts: Restart[] = [];
    for (const node of cluster.webs) {
      bar.update(restarts.length, { stage: `${ledger.votes.length} votes acknowledged; restarting ${node.name}` });
      restarts.push(await restart(node, signal, complaint(`${node.name} did not come back`)));
      await allBack(ledger, wanted, signal, complaint("not everybody plays again"));
      await sleep(CALM_MS, undefined, { signal });
    }
    playing.abort();
    await play;
    const seconds = (performance.now() - began) / 1000;
    bar.update({ stage: "comparing with the database" });
    await cluster.stop();
    const { sql } = connect(arena.databaseUrl, 1);
    const comparison = await compareLedger(sql, ledger).finally(() => sql.end({ timeout: 5 }));
    const { returns, refusals } = ledger;
    return { ...options, seconds, restarts, returns, refusals, comparison };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    playing.abort();
    for (const task of cleanUp) await task();
  }
}

async function restart(node: ClusterNode, signal: AbortSignal, complaint: () => string): Promise<Restart> {
  const began = performance.now();
  const { pid } = node;
  if (pid === null) throw new Error(`${node.name} does not run`);
  process.kill(pid, "SIGTERM");
  await until(async () => node.pid !== null && node.pid !== pid, RESTART_MS, signal, complaint);
  await node.ready();
  return { node: node.name, seconds: (performance.now() - began) / 1000 };
}

/** Waits until every player has had a vote acknowledged since now. */
async function allBack({ votes }: Ledger, players: number, signal: AbortSignal, complaint: () => string) {
  const now = performance.now();
  const isBack = async () => {
    const since = votes.filter(({ sentAt }) => sentAt > now);
    return new Set(since.map(({ playerId }) => playerId)).size === players;
  };
  await until(isBack, START_MS, signal, complaint);
}

/** Games whose players lost their connection in the middle of a round, each moment counting once. */
export function cutRounds(returns: readonly Return[]): number {
  const cut = returns.filter(({ phase }) => IN_A_ROUND.has(phase)).sort((a, b) => a.lostAt - b.lostAt);
  return [...Map.groupBy(cut, ({ code }) => code).values()].reduce(
    (sum, losses) => sum + losses.filter(({ lostAt }, i) => i === 0 || lostAt - losses[i - 1]!.lostAt > 1_000).length,
    0,
  );
}

export function hasRolledBadly({ returns, refusals, comparison }: RollingReport): boolean {
  return cutRounds(returns) > 0 || refusals.length > 0 || faultsOf(comparison).length > 0;
}

export function describeRolling(report: RollingReport): string {
  const { returns, refusals, comparison, restarts } = report;
  const gaps = returns.map(({ lostAt, backAt }) => (backAt - lostAt) / 1000);
  const faults = faultsOf(comparison);
  const longest = gaps.reduce((a, b) => Math.max(a, b), 0);
  return [
    `${report.webs} web processes behind nginx were restarted one after the other (SIGTERM), under ${report.rooms} rooms of ${report.players} real clients, in ${report.seconds.toFixed(0)} s.`,
    "",
    formatTable(
      ["process", "s until its successor was ready"],
      restarts.map(({ node, seconds }) => [node, seconds.toFixed(1)]),
    ),
    `Rounds cut: ${cutRounds(returns)}. Votes refused: ${refusals.length}${refusals.length === 0 ? "" : ` (${[...new Set(refusals.map(({ error }) => error))].join(", ")})`}.`,
    gaps.length === 0
      ? "Nobody's connection was lost."
      : `${gaps.length} times a player moved to another process: away for ${median(gaps).toFixed(1)} s (median), ${longest.toFixed(1)} s (longest).`,
    `Acknowledged: ${comparison.votes.acknowledged} votes and ${comparison.predictions.acknowledged} predictions in ${comparison.rounds.played} rounds.`,
    faults.length === 0
      ? "Compared with the database: nothing lost, changed or doubled."
      : `Compared with the database: ${faults.join("; ")}.`,
    "",
  ].join("\n");
}
