import { sampleStandardDeviation } from "simple-statistics";
import { mean } from "../../../stats/moments.ts";
import { namedTastes } from "../../../world/tastes/named-tastes.ts";
import type { Taste } from "../../../world/tastes/taste.ts";
import type { StandardTaste } from "../../crowd/standard-crowd.ts";
import { pocketSetting } from "../../simulate/training-round.ts";
import { formatTable } from "../../terminal/table.ts";
import { type ArenaOutcome, type Defences, type Party, playPublicArena } from "./public-arena.ts";

export interface OneAddressOptions {
  readonly folder: string;
  /** Seats of the one address. */
  readonly seats: number;
  /** Players of other addresses, one each. */
  readonly players: number;
  /** Milliseconds from one verdict of a seat to its next. The pace of a patient program doesn't give it away. */
  readonly seatMs: number;
  readonly rounds: number;
  /** Of PPO, a round. With 0 only the reward model is measured. */
  readonly iterations: number;
  readonly seeds: number;
}

const TASTES = {
  kind: namedTastes.kind.score,
  longer: ({ response }) => response.split(/\s+/).length,
} as const satisfies Readonly<Record<string, Taste>>;
type TasteName = keyof typeof TASTES;
/** Some tastes are easier to learn and to follow than others. So each taste is that of the players once, and that of the seats once. */
const SIDES: readonly { readonly players: TasteName; readonly seats: TasteName }[] = [
  { players: "kind", seats: "longer" },
  { players: "longer", seats: "kind" },
];

/** Milliseconds from one verdict of a player to the next. */
const PACE_MS = 4_000;
const NOISE = 0.15;
/** Factor on the seats' taste, so that the answer they prefer always wins. */
const SURE = 1_000;

const UNDEFENDED: Defences = { reading: false, shares: false };
const SHIPPED: Defences = { reading: true, shares: true };

interface Arena {
  readonly name: string;
  /** Whether the seats are there. */
  readonly seats: boolean;
  readonly defences: Defences;
}
const ARENAS: readonly Arena[] = [
  { name: "the players alone", seats: false, defences: SHIPPED },
  { name: "both, undefended", seats: true, defences: UNDEFENDED },
  { name: "both, defended", seats: true, defences: SHIPPED },
];

/** One arena with one choice of tastes, a run a seed. */
interface Row {
  readonly arena: string;
  readonly players: TasteName;
  readonly seats: TasteName;
  readonly runs: readonly ArenaOutcome[];
}

export interface OneAddressResult {
  readonly rows: readonly Row[];
  /** Points above 50 that the players and the seats got by their own taste: by arena and measure, a mean of both choices of tastes a seed. */
  readonly moved: readonly {
    readonly arena: string;
    readonly measure: Measure;
    readonly players: readonly number[];
    readonly seats: readonly number[];
  }[];
}
/** How often the model's answers win over the start's, and how often the reward model orders two of the start's as the taste does. */
type Measure = "winRates" | "ordered";
const MEASURES = ["winRates", "ordered"] as const satisfies readonly Measure[];
const NAMES: Readonly<Record<Measure, string>> = { winRates: "wins", ordered: "order" };

/** Measures how far a crowd behind one address moves the model of a public arena, beside a few players of other addresses. */
export async function benchOneAddress(
  options: OneAddressOptions,
  say: (text: string) => void,
): Promise<OneAddressResult> {
  const { folder, rounds, iterations, seeds } = options;
  const model = await pocketSetting(folder);
  const rows = ARENAS.flatMap((arena) => SIDES.map((side) => ({ arena, side, runs: [] as ArenaOutcome[] })));
  for (let seed = 1; seed <= seeds; seed++)
    for (const { arena, side, runs } of rows) {
      const parties = (inUnits: (taste: Taste) => StandardTaste) => partiesOf(arena, side, options, inUnits);
      const tastes = [TASTES[side.players], TASTES[side.seats]];
      runs.push(await playPublicArena(model, { rounds, iterations, seed, defences: arena.defences, parties, tastes }));
      say(`seed ${seed}, ${arena.name}, players ${side.players}: ${figures(runs.at(-1)!)}`);
    }
  const gains = (arena: Arena, measure: Measure, taste: 0 | 1) =>
    Array.from({ length: seeds }, (_, i) =>
      mean(rows.filter((row) => row.arena === arena).map(({ runs }) => 100 * runs[i]![measure][taste]! - 50)),
    );
  return {
    rows: rows.map(({ arena, side, runs }) => ({ arena: arena.name, ...side, runs })),
    moved: MEASURES.flatMap((measure) =>
      ARENAS.map((arena) => ({
        ...{ arena: arena.name, measure },
        ...{ players: gains(arena, measure, 0), seats: gains(arena, measure, 1) },
      })),
    ),
  };
}

function partiesOf(
  { seats }: Arena,
  side: (typeof SIDES)[number],
  options: OneAddressOptions,
  inUnits: (taste: Taste) => StandardTaste,
): Party[] {
  const own = inUnits(TASTES[side.players]);
  const players: Party = {
    name: "player",
    seats: options.players,
    addresses: "each",
    taste: own,
    noise: NOISE,
    paceMs: PACE_MS,
  };
  const theirs = inUnits(TASTES[side.seats]);
  const sure = { score: (answer: Parameters<Taste>[0]) => SURE * theirs.score(answer) };
  const crowd: Party = {
    name: "seat",
    seats: options.seats,
    addresses: "one",
    taste: sure,
    noise: 0,
    paceMs: options.seatMs,
  };
  return seats ? [players, crowd] : [players];
}

function figures({ winRates, ordered, words, kl, accuracy, tally }: ArenaOutcome): string {
  const percent = (shares: readonly number[]) => shares.map((share) => `${(100 * share).toFixed(1)}%`).join(" and ");
  const votes = [...Object.entries(tally)].map(
    ([name, { cast, tooFast }]) => `${cast} votes of ${name}s, ${tooFast} too fast`,
  );
  return `players' and seats' taste: wins ${percent(winRates)}, ordered ${percent(ordered)}; ${words.toFixed(1)} words, kl ${kl.toFixed(2)}, accuracy ${accuracy.toFixed(2)}; ${votes.join(", ")}`;
}

function seatVotes(runs: readonly ArenaOutcome[]): string {
  const counts = runs.map(({ tally }) => tally.seat ?? { cast: 0, tooFast: 0 });
  const [cast, tooFast] = [mean(counts.map((one) => one.cast)), mean(counts.map((one) => one.tooFast))];
  return cast === 0 ? "-" : `${Math.round(cast)} (${Math.round(tooFast)})`;
}

function spread(values: readonly number[]): string {
  const deviation = values.length < 2 ? 0 : sampleStandardDeviation(values);
  return `${mean(values).toFixed(1)} +- ${deviation.toFixed(1)}`;
}

export function describeOneAddress(result: OneAddressResult, options: OneAddressOptions): string {
  const { players, seats, rounds, iterations, seeds } = options;
  const measures = MEASURES.filter((measure) => measure === "ordered" || iterations > 0);
  const rows = result.rows.map((row) => [
    row.arena,
    ...measures.flatMap((measure) =>
      [row.players, row.seats].map((taste, i) => `${taste} ${spread(row.runs.map((run) => 100 * run[measure][i]!))}`),
    ),
    ...(iterations > 0 ? [spread(row.runs.map(({ words }) => words)), spread(row.runs.map(({ kl }) => kl))] : []),
    String(Math.round(mean(row.runs.map(({ tally }) => tally.player?.cast ?? 0)))),
    seatVotes(row.runs),
  ]);
  const head = [
    "",
    ...measures.flatMap((measure) => [`${NAMES[measure]}: players'`, "seats'"]),
    ...(iterations > 0 ? ["words", "kl"] : []),
    ...["players' votes", "seats' votes (too fast)"],
  ];
  const moved = measures.map((measure) => {
    const some = result.moved.filter((one) => one.measure === measure);
    const table = some.map((one) => [one.arena, spread(one.players), spread(one.seats)]);
    return `${NAMES[measure]}, points above 50 by their own taste, mean of both sides\n${formatTable(["", "the players", "the seats"], table)}`;
  });
  const startWords = mean(result.rows.flatMap(({ runs }) => runs.map((run) => run.startWords)));
  return (
    `${seats} seats of one address that always choose by one taste beside ${players} players of other addresses with another, of whose votes\n` +
    `${100 * NOISE}% are flipped, in a public session of ${rounds} rounds; ${seeds} seeds, means +- standard deviation. Wins: over the starting\n` +
    "model's answers to held-out prompts, by a taste, %. Order: pairs of these answers that the reward model orders as a taste does, %. They\n" +
    `have ${startWords.toFixed(1)} words.\n${formatTable(head, rows)}\n${moved.join("\n")}`
  );
}
