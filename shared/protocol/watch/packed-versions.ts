import type { VersionsBoard } from "../boards.ts";
import { bytesOf } from "./game-frame.ts";

type Version = VersionsBoard["versions"][number];

/** What viewers are sent of an arena's versions: the newest and version 0, a row each. The others are at `GET /api/lab/versions?before=N`. */
export interface PackedVersions extends Omit<VersionsBoard, "versions"> {
  readonly rows: readonly Row[];
  /** Versions that are left out. */
  readonly older: number;
}

/** A board of some versions, as its viewers have it. */
export interface NewestVersions extends VersionsBoard {
  /** Versions between version 0 and the next one here. */
  readonly older: number;
}

/** Answer to `GET /api/lab/versions?before=N`: versions below N, oldest first, without version 0. */
export interface OlderVersions {
  readonly versions: readonly Version[];
  /** Versions that are older still. */
  readonly older: number;
}

/** Version, status, reason, rating, low, high, votes, the same three at one length, parent, method, axes, metrics, and time. */
type Row = readonly [
  ...[number, Version["status"], string | null],
  ...[number | null, number | null, number | null, number, readonly [number, number, number] | null],
  ...[number | null, Version["method"], readonly CriterionRow[], readonly (number | null)[], string],
];
type CriterionRow = readonly [Version["axes"][number]["criterion"], number, number, number, number];

/** What the pages show of what the gate measured. */
export const SHOWN_METRICS = [
  ...(["kl", "sftNll", "rewardGain", "distinct2Ratio", "topPhraseShare", "safeShare", "endedShare"] as const),
  ...(["comparisons", "expectedWinRate", "expectedWinRatePicked"] as const),
] as const;
export const MOST_VERSIONS = 50;
export const OLDER_AT_ONCE = 200;
/** A board isn't longer than this, or has fewer versions. */
export const BOARD_BYTES = 8_000;
const LEAST_VERSIONS = 8;

export function packVersions({ versions, ...board }: VersionsBoard): PackedVersions {
  const [first, ...later] = versions.map(rowOf);
  const rest = { ...board, contestants: board.contestants.map(shortened), older: versions.length };
  let left = BOARD_BYTES - bytesOf({ ...rest, rows: first === undefined ? [] : [first] });
  const newest = later
    .toReversed()
    .slice(0, MOST_VERSIONS - 1)
    .filter((row, i) => {
      left -= bytesOf(row) + 1; // its comma
      return left >= 0 || i < LEAST_VERSIONS;
    });
  const rows = first === undefined ? [] : [first, ...newest.toReversed()];
  return { ...rest, rows, older: versions.length - rows.length };
}

export function unpackVersions({ rows, ...board }: PackedVersions): NewestVersions {
  return { ...board, versions: rows.map(versionOf) };
}

/** What a page asks for when its viewer wants to see more. */
export function olderVersions({ versions }: Pick<VersionsBoard, "versions">, before: number): OlderVersions {
  const below = versions.slice(1).filter(({ version }) => version < before);
  const shown = below.slice(-OLDER_AT_ONCE);
  return { versions: shown, older: below.length - shown.length };
}

const tenths = <T extends number | null>(value: T): T => (value === null ? value : Math.round(value * 10) / 10) as T;
const shortened = <T extends Rated>(rated: T): T => ({
  ...{ ...rated, rating: tenths(rated.rating), low: tenths(rated.low), high: tenths(rated.high) },
});
type Rated = Pick<Version, "rating" | "low" | "high">;

function rowOf(version: Version): Row {
  const { rating, low, high } = shortened(version);
  const { lengthControlled: at, metrics } = version;
  const figures = SHOWN_METRICS.map((name) => Number(metrics[name]?.toPrecision(5) ?? Number.NaN));
  return [
    ...([version.version, version.status, version.reason, rating, low, high, version.votes] as const),
    at === null ? null : [tenths(at.rating), tenths(at.low), tenths(at.high)],
    ...([version.parent, version.method] as const),
    version.axes.map((one) => [one.criterion, tenths(one.rating), tenths(one.low), tenths(one.high), one.votes]),
    figures
      .slice(0, figures.findLastIndex(Number.isFinite) + 1)
      .map((value) => (Number.isFinite(value) ? value : null)),
    version.at,
  ];
}

function versionOf([
  version,
  status,
  reason,
  rating,
  low,
  high,
  votes,
  at,
  parent,
  method,
  axes,
  figures,
  time,
]: Row): Version {
  return {
    ...{ version, status, reason, rating, low, high, votes, parent, method, at: time },
    lengthControlled: at === null ? null : { rating: at[0], low: at[1], high: at[2] },
    axes: axes.map((one) => ({ criterion: one[0], rating: one[1], low: one[2], high: one[3], votes: one[4] })),
    metrics: Object.fromEntries(
      SHOWN_METRICS.flatMap((name, i) => (typeof figures[i] === "number" ? [[name, figures[i]]] : [])),
    ),
  };
}
