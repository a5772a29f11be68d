import { seeded } from "../../../shared/random/seeded.ts";
import { gaussian } from "../../ml/model/initial-weights.ts";
import type { Matchup } from "../../stats/bradley-terry.ts";
import { ALARM_Z, DEMOTION_Z, findDecline } from "../../stats/over-optimisation.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { median } from "../figures.ts";
import { formatTable } from "../terminal/table.ts";

export interface WatchOptions {
  readonly arenas: number;
  readonly seed: number;
}

/** A simulated arena: each round brings a version, whose answers meet older versions' in a few pairs that everybody judges. */
interface Arena {
  readonly rounds: number;
  readonly voters: number;
  readonly pairs: number;
  /** Standard deviation of a pair's own log-odds, which makes the votes on one pair correlate. */
  readonly spread: number;
  /** Log-odds that all versions after the tenth lose; 0 where none declines. */
  readonly drop: number;
}

export interface WatchResult extends Arena {
  readonly z: number;
  /** Share of arenas in which the watch found a decline, and share in which it did so before there was one. */
  readonly found: number;
  readonly early: number;
  /** Median rounds from the decline to its discovery, and median version to go back to; null where nothing was found. */
  readonly delay: number | null;
  readonly back: number | null;
}

const BEFORE_DECLINE = 10;
/** Of votes on one pair. It matters only for the weights of pairs with unequal numbers of votes, and here all numbers are equal. */
const CORRELATION = 0.3;

const ARENAS: readonly Arena[] = [
  { rounds: 12, voters: 24, pairs: 1, spread: 1, drop: 0 },
  { rounds: 50, voters: 24, pairs: 1, spread: 1, drop: 0 },
  { rounds: 50, voters: 24, pairs: 1, spread: 2, drop: 0 },
  { rounds: 50, voters: 4, pairs: 1, spread: 1, drop: 0 },
  { rounds: 50, voters: 12, pairs: 3, spread: 1, drop: 0 },
  { rounds: 40, voters: 24, pairs: 1, spread: 1, drop: 2 },
  { rounds: 40, voters: 24, pairs: 2, spread: 1, drop: 2 },
  { rounds: 40, voters: 24, pairs: 4, spread: 1, drop: 2 },
  { rounds: 40, voters: 24, pairs: 4, spread: 1, drop: 1 },
];

/** Measures how often the over-optimisation watch takes back versions that are no worse, and how soon it finds a real decline. */
export function benchWatch({ arenas, seed }: WatchOptions): WatchResult[] {
  return ARENAS.flatMap((arena) =>
    [ALARM_Z, DEMOTION_Z].map((z) => {
      const random = seeded(seed);
      const played = Array.from({ length: arenas }, () => play(arena, z, random));
      const found = played.filter((one) => one !== null);
      const late = found.filter(({ round }) => arena.drop > 0 && round > BEFORE_DECLINE);
      const middle = (values: readonly number[]) => (values.length === 0 ? null : median(values));
      return {
        ...arena,
        z,
        found: found.length / arenas,
        early: (found.length - late.length) / arenas,
        delay: middle(late.map(({ round }) => round - BEFORE_DECLINE)),
        back: middle(late.map(({ after }) => after)),
      };
    }),
  );
}

/** The first round after which a decline is seen, and the version to go back to. */
function play(arena: Arena, z: number, random: () => number): { round: number; after: number } | null {
  const matchups: Matchup[] = [];
  const promoted = [0];
  const strength = (version: number) => (arena.drop > 0 && version > BEFORE_DECLINE ? -arena.drop : 0);
  for (let version = 1; version <= arena.rounds; version++) {
    promoted.push(version);
    for (let i = 0; i < arena.pairs; i++) {
      const older = Math.floor(random() * version);
      const own = arena.spread * gaussian(random);
      const share = sigmoid(strength(version) - strength(older) + own);
      let wins = 0;
      for (let voter = 0; voter < arena.voters; voter++) wins += Number(random() < share);
      matchups.push({ a: older, b: version, label: 1 - wins / arena.voters, votes: arena.voters });
    }
    const decline = findDecline(matchups, promoted, CORRELATION, z);
    if (decline !== null) return { round: version, after: decline.after };
  }
  return null;
}

export function describeWatch(results: readonly WatchResult[], { arenas }: WatchOptions): string {
  const head = [
    "decline",
    "rounds",
    "pairs a round x voters",
    "spread",
    "z",
    "found",
    "wrongly",
    "rounds until",
    "back to",
  ];
  const rows = results.map(({ drop, rounds, pairs, voters, spread, z, found, early, delay, back }) => [
    drop === 0 ? "none" : `${drop} log-odds after version ${BEFORE_DECLINE}`,
    String(rounds),
    `${pairs} x ${voters}`,
    String(spread),
    z.toFixed(2),
    `${(100 * found).toFixed(1)}%`,
    `${(100 * early).toFixed(1)}%`,
    delay === null ? "-" : String(delay),
    back === null ? "-" : String(back),
  ]);
  return `${arenas} simulated arenas a line, looked at after every round\n${formatTable(head, rows)}`;
}
