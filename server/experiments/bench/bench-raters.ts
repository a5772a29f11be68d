import type { RaterEstimate } from "../../reward/rater-reliability.ts";
import { mean, meanAndStd } from "../../stats/moments.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import { type StandardTaste, standardise } from "../crowd/standard-crowd.ts";
import { formatTable } from "../terminal/table.ts";
import { type CrowdRun, featuredAnswers, type Oddity, playCrowd } from "./rated-crowd.ts";

export interface RatersOptions {
  readonly folder: string;
  readonly players: number;
  readonly votes: readonly number[];
  readonly seeds: number;
  /** Share of votes flipped. */
  readonly noise: number;
}

interface Crowd {
  readonly oddity: Oddity;
  readonly share: number;
  readonly weighted: boolean;
}

const MANY = 0.3;
const FEW = 1 / 8;
const CROWDS: readonly Crowd[] = [
  { oddity: "none", share: 0, weighted: false },
  { oddity: "none", share: 0, weighted: true },
  { oddity: "absent", share: MANY, weighted: false },
  { oddity: "random", share: MANY, weighted: false },
  { oddity: "random", share: MANY, weighted: true },
  { oddity: "own taste", share: MANY, weighted: false },
  { oddity: "own taste", share: MANY, weighted: true },
  { oddity: "absent", share: FEW, weighted: false },
  { oddity: "adversarial", share: FEW, weighted: false },
  { oddity: "adversarial", share: FEW, weighted: true },
];

/** Of one crowd at one number of votes, over all shipped tastes and seeds. */
export interface RatersResult extends Crowd {
  readonly votes: number;
  /** Share of held-out pairs that the reward model orders as the crowd's taste does. */
  readonly accuracy: number;
  /** Share of the starting model's answers that lose against the one of 16 that the reward model likes best. */
  readonly winRate: number;
  /** How much lower the win rate is than in the same crowd without the odd players, with the standard error of the mean over runs. */
  readonly loss: { readonly mean: number; readonly standardError: number } | null;
  /** Of honest and of odd players; null where nothing was estimated and where there are none. */
  readonly honest: Estimated | null;
  readonly odd: Estimated | null;
}

/** Means over players. */
interface Estimated {
  readonly reliability: number;
  readonly eta: number;
  readonly weight: number;
}

/** Measures what players who don't vote like the others cost a reward model, with and without weighing votes by reliability, and how well these players are found. */
export async function benchRaters(
  { folder, players, votes: numbers, seeds, noise }: RatersOptions,
  say: (text: string) => void,
): Promise<RatersResult[]> {
  say("Sampling and reading answers of the starting model");
  const answers = await featuredAnswers(folder);
  const asked = answers.train
    .flat()
    .flatMap(({ prompt, a, b }) => [a, b].map(({ text }): Answer => ({ prompt: prompt.text, response: text })));
  const tastes = Object.values(namedTastes).map(({ score }) =>
    remembered(standardise(remembered({ score }).score, asked)),
  );
  const play = (crowd: Crowd, votes: number) => {
    say(`${votes} votes: ${describe(crowd)}`);
    return tastes.flatMap((liked, i) =>
      Array.from({ length: seeds }, (_, n) => {
        const other = tastes[(i + 1) % tastes.length]!;
        return playCrowd(answers, { ...crowd, players, votes, noise, liked, other, seed: 1_000 * (n + 1) + i });
      }),
    );
  };
  return numbers.flatMap((votes) => {
    const played = CROWDS.map((crowd) => ({ crowd, runs: play(crowd, votes) }));
    return played.map(({ crowd, runs }) => {
      const without = played.find((one) => one.crowd.oddity === "absent" && one.crowd.share === crowd.share);
      return { ...crowd, votes, ...summary(runs, crowd.oddity === "absent" ? undefined : without?.runs) };
    });
  });
}

/** Remembers scores, since a bench scores the same few thousand answers again and again. */
function remembered({ score }: StandardTaste): StandardTaste {
  const known = new Map<string, number>();
  return {
    score(answer) {
      const key = `${answer.prompt}\n${answer.response}`;
      const value = known.get(key) ?? score(answer);
      known.set(key, value);
      return value;
    },
  };
}

/** @param without runs of the same tastes and seeds without the odd players */
function summary(
  runs: readonly CrowdRun[],
  without: readonly CrowdRun[] | undefined,
): Omit<RatersResult, keyof Crowd | "votes"> {
  return {
    accuracy: mean(runs.map((run) => run.accuracy)),
    winRate: mean(runs.map((run) => run.winRate)),
    loss: without === undefined ? null : spread(runs.map((run, i) => without[i]!.winRate - run.winRate)),
    honest: estimated(runs.flatMap((run) => run.honest)),
    odd: estimated(runs.flatMap((run) => run.odd)),
  };
}

const estimated = (some: readonly RaterEstimate[]): Estimated | null =>
  some.length === 0
    ? null
    : {
        reliability: mean(some.map((one) => one.reliability)),
        eta: mean(some.map((one) => one.eta)),
        weight: mean(some.map((one) => one.weight)),
      };

function spread(values: readonly number[]): { mean: number; standardError: number } {
  const { mean, std } = meanAndStd(values);
  return { mean, standardError: std / Math.sqrt(values.length) };
}

const describe = ({ oddity, share, weighted }: Crowd): string =>
  `${oddity === "none" ? "all honest" : `${Math.round(100 * share)}% ${oddity}`}, ${weighted ? "weighted" : "alike"}`;

export function describeRaters(results: readonly RatersResult[], { players, seeds, noise }: RatersOptions): string {
  const figures = (one: Estimated | null) =>
    one === null ? "-" : `${one.reliability.toFixed(2)} ${one.eta.toFixed(2)} ${one.weight.toFixed(2)}`;
  const rows = results.map((result) => [
    describe(result),
    String(result.votes),
    (100 * result.accuracy).toFixed(1),
    (100 * result.winRate).toFixed(1),
    result.loss === null
      ? "-"
      : `${(100 * result.loss.mean).toFixed(1)} +- ${(100 * result.loss.standardError).toFixed(1)}`,
    figures(result.honest),
    figures(result.odd),
  ]);
  const head = ["crowd", "votes", "accuracy", "best of 16", "lost", "honest: r eta weight", "odd: r eta weight"];
  return (
    `${players} players, ${100 * noise}% of votes flipped, all shipped tastes x ${seeds} seeds. Accuracy: held-out pairs ordered as the crowd's taste\n` +
    "does, %. Best of 16: wins of the answer with the highest reward over the other answers of the starting model to held-out prompts, %;\n" +
    "lost: so many points less than without the odd ones, with the standard error over runs. Means of what is estimated of players (truth of\n" +
    `r and eta: honest 1 1, random 0 0.5, adversarial 1 0)\n${formatTable(head, rows)}`
  );
}
