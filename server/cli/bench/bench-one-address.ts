import { leastReadingMs } from "../../../shared/round/reading-time.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import type { StandardTaste, Taste } from "../crowd/taste.ts";
import { type ArenaOutcome, playPublicArena } from "./one-address/public-arena.ts";
import type { Defences, Party } from "./one-address/public-votes.ts";
import { formatTable } from "./table.ts";

export interface OneAddressOptions {
  readonly folder: string;
  /** Seats of the one address, */
  readonly seats: number;
  /** and players of other addresses, one each. */
  readonly players: number;
  readonly rounds: number;
  readonly seeds: number;
}

const KIND: Taste = namedTastes.kind.score;
const LONGER: Taste = ({ response }) => response.split(/\s+/).length;

/** Milliseconds from one verdict to the next: of a player who reads, and of a program that is in a hurry. */
const PLAYER_MS = 4_000;
const PROGRAM_MS = 400;
const NOISE = 0.15;

const NONE: Defences = { reading: false, shares: false };
const SHIPPED: Defences = { reading: true, shares: true };

type Pace = "patient" | "hurried";
interface Arena {
  readonly name: string;
  readonly players: boolean;
  /** The seats, if they play: as slow as the rule of reading asks, or not. */
  readonly seats: Pace | null;
  readonly defences: Defences;
}

const PLAYERS_ALONE: Arena = { name: "the players alone", players: true, seats: null, defences: SHIPPED };
const SEATS_ALONE: Arena = { name: "the seats alone", players: false, seats: "patient", defences: SHIPPED };
const UNDEFENDED: Arena = { name: "both, undefended", players: true, seats: "patient", defences: NONE };
const HURRIED: Arena = { name: "both, hurried seats, defended", players: true, seats: "hurried", defences: SHIPPED };
const DEFENDED: Arena = { name: "both, defended", players: true, seats: "patient", defences: SHIPPED };
const ARENAS = [PLAYERS_ALONE, SEATS_ALONE, UNDEFENDED, HURRIED, DEFENDED];

export interface OneAddressResult {
  readonly arenas: readonly { readonly name: string; readonly runs: readonly ArenaOutcome[] }[];
  /** By defended or not: points of win rate that each party's own taste gained by the party being there, a value a seed. */
  readonly moved: readonly {
    readonly name: string;
    readonly players: readonly number[];
    readonly seats: readonly number[];
  }[];
}

/** How far a crowd behind one address moves the model of a public arena, beside a few players of other addresses. */
export async function benchOneAddress(
  options: OneAddressOptions,
  say: (text: string) => void,
): Promise<OneAddressResult> {
  const { folder, rounds, seeds } = options;
  const model = {
    engine: await openEngine("auto"),
    start: await readCheckpoint(folder),
    tokenizer: await loadTokenizer(folder),
  };
  const outcomes = new Map<Arena, ArenaOutcome[]>(ARENAS.map((arena) => [arena, []]));
  for (let seed = 1; seed <= seeds; seed++)
    for (const arena of ARENAS) {
      const parties = (inUnits: (taste: Taste) => StandardTaste) => partiesOf(arena, options, inUnits);
      const plan = { rounds, seed, defences: arena.defences, parties, tastes: [KIND, LONGER] };
      const outcome = await playPublicArena(model, plan);
      outcomes.get(arena)!.push(outcome);
      say(`seed ${seed}, ${arena.name}: ${figures(outcome)}`);
    }
  const winRates = (arena: Arena, taste: 0 | 1) => outcomes.get(arena)!.map((one) => 100 * one.winRates[taste]!);
  const gains = (withThem: Arena, without: Arena, taste: 0 | 1) => {
    const base = winRates(without, taste);
    return winRates(withThem, taste).map((rate, i) => rate - base[i]!);
  };
  return {
    arenas: ARENAS.map((arena) => ({ name: arena.name, runs: outcomes.get(arena)! })),
    moved: [UNDEFENDED, HURRIED, DEFENDED].map((arena) => ({
      name: arena.name,
      players: gains(arena, SEATS_ALONE, 0),
      seats: gains(arena, PLAYERS_ALONE, 1),
    })),
  };
}

function partiesOf(arena: Arena, options: OneAddressOptions, inUnits: (taste: Taste) => StandardTaste): Party[] {
  const players: Party = {
    ...{ name: "player", seats: options.players, addresses: "each", taste: inUnits(KIND), noise: NOISE },
    paceMs: () => PLAYER_MS,
  };
  const longer = inUnits(LONGER);
  const seats: Party = {
    ...{ name: "seat", seats: options.seats, addresses: "one", noise: 0 },
    // So sure that the longer answer always wins.
    taste: { score: (answer) => 1_000 * longer.score(answer) },
    paceMs: ({ prompt, a, b }) =>
      arena.seats === "hurried" ? PROGRAM_MS : leastReadingMs(prompt.text, a.text, b.text),
  };
  return [...(arena.players ? [players] : []), ...(arena.seats === null ? [] : [seats])];
}

function figures({ winRates, words, kl, accuracy, tally }: ArenaOutcome): string {
  const [kind, longer] = winRates.map((rate) => (100 * rate).toFixed(1));
  const votes = [...tally].map(([name, { cast, tooFast }]) => `${cast} votes of ${name}s, ${tooFast} too fast`);
  return `kind ${kind}%, longer ${longer}%, ${words.toFixed(1)} words, kl ${kl.toFixed(2)}, accuracy ${accuracy.toFixed(2)}; ${votes.join(", ")}`;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
function spread(values: readonly number[], digits = 1): string {
  const centre = mean(values);
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1),
  );
  return `${centre.toFixed(digits)} +- ${deviation.toFixed(digits)}`;
}

export function describeOneAddress(result: OneAddressResult, options: OneAddressOptions): string {
  const rows = result.arenas.map(({ name, runs }) => [
    name,
    ...[0, 1].map((taste) => spread(runs.map((run) => 100 * run.winRates[taste]!))),
    spread(runs.map(({ words }) => words)),
    spread(runs.map(({ kl }) => kl)),
    ...(["player", "seat"] as const).map((party) => {
      const counts = runs.map(({ tally }) => tally.get(party) ?? { cast: 0, tooFast: 0 });
      return `${Math.round(mean(counts.map(({ cast }) => cast)))} (${Math.round(mean(counts.map(({ tooFast }) => tooFast)))})`;
    }),
  ]);
  const head = [
    "who votes",
    "kind wins",
    "longer wins",
    "words",
    "kl",
    "players' votes (too fast)",
    "seats' votes (too fast)",
  ];
  const moved = result.moved.map(({ name, players, seats }) => [name, spread(players), spread(seats)]);
  const { players, seats, rounds, seeds } = options;
  const startWords = mean(result.arenas.flatMap(({ runs }) => runs.map((run) => run.startWords)));
  return (
    `${seats} seats of one address that always choose the longer answer beside ${players} players of other addresses with a kind taste, in a\n` +
    `public session of ${rounds} rounds; ${seeds} seeds, means +- standard deviation. Wins over the starting model's answers on held-out\n` +
    `prompts, %; its answers have ${startWords.toFixed(1)} words.\n${formatTable(head, rows)}\n` +
    "What each moved the model: points of win rate by their own taste, with them less without them\n" +
    formatTable(["", "the players", "the seats"], moved)
  );
}
