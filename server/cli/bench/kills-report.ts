import type { VoteComparison } from "./compare-votes.ts";
import { formatTable, median } from "./table.ts";

export interface KillsOptions {
  readonly kills: number;
  readonly players: number;
}

export type Victim = "web" | "trainer" | "postgres";
export const VICTIMS: readonly Victim[] = ["web", "trainer", "postgres"];

export interface KillsReport extends KillsOptions, VoteComparison {
  readonly seconds: number;
  /** Milliseconds from each kill to the next acknowledged vote. */
  readonly recoveries: Readonly<Record<Victim, readonly number[]>>;
  readonly promoted: number;
  readonly rejected: number;
  /** Promoted versions whose folder can't be read. */
  readonly unreadable: readonly number[];
  /** Whether the trainer learned from every comparison in the end. */
  readonly caughtUp: boolean;
  /** What the web and the trainer process ended with when they were asked to; null when they had to be killed. */
  readonly exitCodes: readonly (number | null)[];
}

export function describeKills(report: KillsReport): string {
  const rows = VICTIMS.map((victim) => {
    const times = report.recoveries[victim];
    const seconds = (ms: number) => (times.length === 0 ? "-" : (ms / 1000).toFixed(1));
    return [victim, String(times.length), seconds(median(times)), seconds(Math.max(...times))];
  });
  const codes = report.exitCodes.map((code) => code ?? "killed").join(" and ");
  return [
    `${report.kills} kills (SIGKILL) at random in ${report.seconds.toFixed(0)} s, while ${report.players} real clients vote and come back by token.`,
    "",
    formatTable(["killed", "times", "median s", "longest s"], rows),
    "Seconds run from a kill to the next acknowledged vote.",
    `Votes: ${report.acknowledged} acknowledged, ${report.stored} stored; ${report.lost} lost, ${report.changed} changed, ${report.doubled} doubled, ${report.unlearnt} in no comparison.`,
    `Versions: ${report.promoted} promoted, ${report.rejected} rejected; ${report.unreadable.length} can't be read. The trainer ${report.caughtUp ? "learned from every comparison in the end" : "DID NOT CATCH UP"}.`,
    `Asked to stop, web and trainer ended with ${codes}.`,
    "",
  ].join("\n");
}
