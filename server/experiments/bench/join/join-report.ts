import { median } from "../../figures.ts";
import { formatTable } from "../../terminal/table.ts";
import type { Circumstances } from "../browser-and-arena.ts";

/** What a first-time player does, in order; in a game with a host there is no consent. */
export const JOIN_STEPS = ["page", "consent", "name", "join", "vote"] as const;
export type JoinStep = (typeof JOIN_STEPS)[number];

/** Seconds of each step that was taken. */
export type JoinRun = Partial<Record<JoinStep, number>>;

export interface JoinedGame {
  readonly game: string;
  /** In the order in which they were made. */
  readonly runs: readonly JoinRun[];
  /** Kilobytes that a run fetched over the network, compressed; the median. */
  readonly kilobytes: number;
}

export interface JoinReport extends Circumstances {
  readonly runs: number;
  readonly games: readonly JoinedGame[];
}

/** A first-time player should have voted this many seconds after opening the join page. */
const GOAL_S = 10;

/** How slow the phone and its network are made, and how fast its player types. */
export const SLOWED = { cpu: 4, megabits: 10, latencyMs: 40, letterMs: 330 } as const;

/** Seconds of a whole run. */
export const secondsOf = (run: JoinRun): number => JOIN_STEPS.reduce((sum, step) => sum + (run[step] ?? 0), 0);

export function describeJoin({ runs, browser, cores, load, games }: JoinReport): string {
  const { cpu, megabits, latencyMs, letterMs } = SLOWED;
  const rows = games.flatMap(({ game, runs: measured, kilobytes }) => {
    const line = (name: string, cell: (values: readonly number[]) => number) => [
      `${game}, ${name}`,
      ...JOIN_STEPS.map((step) => {
        const taken = measured.flatMap((run) => run[step] ?? []);
        return taken.length === 0 ? "-" : cell(taken).toFixed(1);
      }),
      cell(measured.map(secondsOf)).toFixed(1),
      kilobytes.toFixed(0),
    ];
    return [line("median", median), line("longest", (values) => Math.max(...values))];
  });
  return [
    `Seconds from opening the join page to the first vote's acknowledgement; ${runs} runs each, every one a new visitor with an empty cache.`,
    `A phone of 390x844 in headless ${browser}, its processor ${cpu} times slower, its network ${megabits} Mbit/s with ${latencyMs} ms; ` +
      `server, players and browser share ${cores} cores (load ${load.map((value) => value.toFixed(1)).join(" before, ")} after).`,
    `The player types five letters with ${letterMs} ms a letter, and presses each button as soon as it can be pressed: reading is not in it.`,
    "",
    formatTable(["", ...JOIN_STEPS, "all", "kB"], rows).trimEnd(),
    "",
    ...games.map(({ game, runs: measured }) => {
      const within = measured.filter((run) => secondsOf(run) <= GOAL_S).length;
      return `${game}: ${within} of ${measured.length} within ${GOAL_S} s`;
    }),
    "",
  ].join("\n");
}
