import type { PolicyStatus } from "../../../../shared/protocol/models.ts";
import { formatTable } from "../../terminal/table.ts";

export interface TermsOptions {
  /** How long the first trainer stands still. */
  readonly seconds: number;
  /** It is killed for good instead, and its successor starts afterwards. */
  readonly kill: boolean;
}

/** A version as it is recorded. */
export interface RecordedVersion {
  readonly version: number;
  readonly status: PolicyStatus;
  /** Of the trainer that made it. */
  readonly term: number;
  /** Whether its model can be read from where versions are kept. */
  readonly isWhole: boolean;
  readonly createdAt: Date;
}

export interface TermsReport extends TermsOptions {
  /** Where versions are kept beside the data folder; null: nowhere. */
  readonly place: string | null;
  /** Seconds from the cut until the second trainer was elected, until it learnt on from the newest version, and until it had promoted one. */
  readonly takenAfter: number;
  readonly learningAfter: number;
  readonly promotedAfter: number;
  /** Seconds of its own processor time until then, from its start: what is left of the wait on an idle machine. Null where the system doesn't tell. */
  readonly learningProcessor: number | null;
  readonly promotedProcessor: number | null;
  readonly versions: readonly RecordedVersion[];
  /** Votes that were acknowledged, and those in the comparisons that versions have learnt from. */
  readonly acknowledged: number;
  readonly stored: number;
  /** Exit codes of the trainers when they were asked to end. */
  readonly codes: readonly (number | null)[];
}

export function describeTerms(report: TermsReport): string {
  const { versions, acknowledged, stored, codes } = report;
  const terms = [...new Set(versions.map(({ term }) => term))].sort((a, b) => a - b);
  const rows = terms.map((term) => {
    const own = versions.filter((one) => one.term === term);
    const count = (status: PolicyStatus) => String(own.filter((one) => one.status === status).length);
    return [
      String(term),
      `${own[0]!.version}-${own.at(-1)!.version}`,
      count("promoted"),
      count("rejected"),
      count("candidate"),
    ];
  });
  const began = versions.find(({ term }) => term >= 2)?.createdAt.getTime() ?? Number.POSITIVE_INFINITY;
  const late = versions.filter(({ term, createdAt }) => term < 2 && createdAt.getTime() > began);
  const missing = versions.filter(({ isWhole }) => !isWhole).map(({ version }) => version);
  return [
    report.kill
      ? "The first of two trainers was killed in the middle of a cycle; the second started afterwards."
      : `The first of two trainers stood still for ${report.seconds} s from the middle of a cycle (SIGSTOP).`,
    `Versions are kept in ${report.place ?? "one data folder"}. One player judged on all the while.`,
    "",
    formatTable(["term", "versions", "promoted", "rejected", "candidates"], rows),
    `The second trainer was elected after ${report.takenAfter.toFixed(1)} s, learnt on from the newest version after ` +
      `${report.learningAfter.toFixed(1)} s and had promoted another one after ${report.promotedAfter.toFixed(1)} s` +
      `${ownTime(report)}.`,
    `Versions of the first term that were recorded after the second began: ${late.length}.`,
    missing.length === 0
      ? `All promoted versions can be read${report.place === null ? "" : ", into an empty data folder"}.`
      : `Promoted versions that can't be read: ${missing.join(", ")}.`,
    `Votes acknowledged: ${acknowledged}; in the comparisons that were learnt from: ${stored}.`,
    `Exit codes of the trainers: ${codes.join(", ")}.`,
    "",
  ].join("\n");
}

function ownTime({ learningProcessor, promotedProcessor }: TermsReport): string {
  if (learningProcessor === null || promotedProcessor === null) return "";
  return `; it computed for ${learningProcessor.toFixed(1)} and ${promotedProcessor.toFixed(1)} s of that`;
}
