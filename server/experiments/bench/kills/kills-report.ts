import { median } from "../../figures.ts";
import { formatTable } from "../../terminal/table.ts";
import { faultsOf, type LedgerComparison } from "./compare-ledger.ts";
import { type PlannedKill, type Victim, victimsOf } from "./kill-plan.ts";
import type { AcknowledgedVote, Return } from "./ledger.ts";

export interface KillsOptions {
  readonly kills: number;
  readonly players: number;
  /** Share of the kills that overlap with the one before. */
  readonly overlap: number;
  readonly seed: number;
  /** Web processes; several are behind nginx, and share their rooms by way of Redis. */
  readonly webs: number;
  /** Deletes one acknowledged vote before everything is compared: the report has to find it. */
  readonly plantLoss: boolean;
}

/** A kill that was carried out. */
export interface Kill {
  readonly victim: Victim;
  readonly when: PlannedKill["when"];
  readonly pid: number;
  /** On the same clock as the votes, in milliseconds. */
  readonly at: number;
}

/** A kill and what it cost. */
export interface Recovery extends Kill {
  /** Milliseconds until a vote was acknowledged that had been sent after the kill; null when there was none. */
  readonly nextVoteMs: number | null;
}

export interface KillsReport extends KillsOptions {
  readonly seconds: number;
  readonly recoveries: readonly Recovery[];
  readonly comparison: LedgerComparison;
  /** Of players whose connection was lost. */
  readonly returns: readonly Return[];
  readonly promoted: number;
  readonly rejected: number;
  /** Promoted versions whose folder can't be read. */
  readonly unreadable: readonly number[];
  /** Whether the trainer learned from every comparison in the end. */
  readonly caughtUp: boolean;
  /** Exit code of the starting process when it was asked to end; null when it had to be killed. */
  readonly exitCode: number | null;
  /** Processes that it left running. */
  readonly leftRunning: number;
}

export function recoveriesOf(kills: readonly Kill[], votes: readonly AcknowledgedVote[]): Recovery[] {
  return kills.map((kill) => {
    const after = votes.filter(({ sentAt }) => sentAt > kill.at).map(({ acknowledgedAt }) => acknowledgedAt);
    return { ...kill, nextVoteMs: after.length === 0 ? null : after.reduce((a, b) => Math.min(a, b)) - kill.at };
  });
}

/** Whether anything that was acknowledged is not as it was, or anything else went wrong. */
export function hasFailed(report: KillsReport): boolean {
  const { comparison, unreadable, caughtUp, exitCode, leftRunning } = report;
  return faultsOf(comparison).length > 0 || unreadable.length > 0 || !caughtUp || exitCode !== 0 || leftRunning > 0;
}

export function describeKills(report: KillsReport): string {
  const { comparison, recoveries, returns } = report;
  const away = returns.map(({ lostAt, backAt }) => (backAt - lostAt) / 1000);
  const row = (name: string, kills: readonly Recovery[]) => {
    const times = kills.map(({ nextVoteMs }) => nextVoteMs ?? Number.POSITIVE_INFINITY);
    const seconds = (ms: number) => (times.length === 0 ? "-" : (ms / 1000).toFixed(1));
    return [name, String(times.length), seconds(median(times)), seconds(Math.max(...times))];
  };
  const rows = [
    ...victimsOf(report.webs).map((victim) =>
      row(
        `${victim} alone`,
        recoveries.filter((kill) => kill.when === "alone" && kill.victim === victim),
      ),
    ),
    row(
      "several at once",
      recoveries.filter(({ when }) => when === "together"),
    ),
    row(
      "while the server recovers",
      recoveries.filter(({ when }) => when === "during"),
    ),
    row(
      "a process that just started",
      recoveries.filter(({ when }) => when === "start"),
    ),
    row("all", recoveries),
  ];
  const stored = (name: string, { acknowledged, stored }: { acknowledged: number; stored: number }) =>
    `${acknowledged} ${name} (${stored} stored)`;
  const faults = faultsOf(comparison);
  const { votes, predictions, rankings, answers, rounds } = comparison;
  return [
    `${recoveries.length} kills (SIGKILL, seed ${report.seed}) in ${report.seconds.toFixed(0)} s, on ${report.webs} web process${report.webs === 1 ? "" : "es"}, while ${report.players} real clients play all three modes and come back by token.`,
    "",
    formatTable(["killed", "times", "median s", "longest s"], rows),
    "Seconds run from a kill to the acknowledgement of the next vote that was sent after it. Whoever had started a process started it again.",
    `Players were back ${away.length} times after they had lost their connection: ${median(away).toFixed(1)} s (median), ${away.reduce((a, b) => Math.max(a, b), 0).toFixed(1)} s (longest).`,
    ...(report.plantLoss ? ["ONE ACKNOWLEDGED VOTE WAS DELETED BY THIS BENCHMARK, to see whether it is missed."] : []),
    `Acknowledged: ${stored("votes", votes)}, ${stored("predictions and picks", predictions)}, ${stored("rankings", rankings)}, ${stored("written answers", answers)}, in ${rounds.played} rounds.`,
    faults.length === 0
      ? "Compared with the database: nothing lost, changed or doubled; every vote learnt once, every prediction scored by the rules, every answer paired, every score the sum of its points."
      : `Compared with the database: ${faults.join("; ")}.`,
    `Versions: ${report.promoted} promoted, ${report.rejected} rejected; ${report.unreadable.length} can't be read. The trainer ${report.caughtUp ? "learned from every comparison in the end" : "DID NOT CATCH UP"}.`,
    `Asked to stop, it ended with ${report.exitCode ?? "no exit code: it had to be killed"} and left ${report.leftRunning} processes running.`,
    "",
  ].join("\n");
}
