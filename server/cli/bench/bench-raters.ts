import type { RaterEstimate } from "../../ml/judge/rater-reliability.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { type Answer, type StandardTaste, standardise } from "../crowd/taste.ts";
import { judgedAnswers } from "./judged-answers.ts";
import { type CrowdRun, type Oddity, playCrowd } from "./rated-crowd.ts";
import { formatTable } from "./table.ts";

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
  { oddity: "contrary", share: FEW, weighted: false },
  { oddity: "contrary", share: FEW, weighted: true },
];

/** Of one crowd at one number of votes, over all shipped tastes and seeds. */
export interface RatersResult extends Crowd {
  readonly votes: number;
  /** Share of held-out pairs that the reward model orders as the crowd's taste does, and its standard error over runs. */
  readonly accuracy: number;
  readonly standardError: number;
  /** Of honest players and of odd ones; null where nothing was estimated or there are none. */
  readonly honest: Estimated | null;
  readonly odd: Estimated | null;
}

/** Means over players. */
interface Estimated {
  readonly reliability: number;
  readonly eta: number;
  readonly weight: number;
}

/** What players who don't vote like the others cost a reward model, with and without weighing votes by reliability, and how well they are found. */
export async function benchRaters(
  { folder, players, votes: numbers, seeds, noise }: RatersOptions,
  say: (text: string) => void,
): Promise<RatersResult[]> {
  say("Sampling and reading answers of the starting model");
  const answers = await judgedAnswers(folder);
  const asked = answers.train
    .flat()
    .flatMap(({ prompt, a, b }) => [a, b].map(({ text }): Answer => ({ prompt: prompt.text, response: text })));
  const tastes = Object.values(namedTastes).map(({ score }) =>
    remembered(standardise(remembered({ score }).score, asked)),
  );
  return numbers.flatMap((votes) =>
    CROWDS.map((crowd) => {
      say(`${votes} votes: ${describe(crowd)}`);
      const runs = tastes.flatMap((liked, i) =>
        Array.from({ length: seeds }, (_, n) =>
          playCrowd(answers, {
            ...crowd,
            ...{ players, votes, noise, liked, other: tastes[(i + 1) % tastes.length]!, seed: 1_000 * (n + 1) + i },
          }),
        ),
      );
      return { ...crowd, votes, ...summary(runs) };
    }),
  );
}

/** The tastes of a bench judge the same few thousand answers over and over. */
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

function summary(runs: readonly CrowdRun[]): Pick<RatersResult, "accuracy" | "standardError" | "honest" | "odd"> {
  const accuracy = mean(runs.map((run) => run.accuracy));
  const variance = mean(runs.map((run) => (run.accuracy - accuracy) ** 2));
  return {
    accuracy,
    standardError: Math.sqrt(variance / runs.length),
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

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const describe = ({ oddity, share, weighted }: Crowd): string =>
  `${oddity === "none" ? "all honest" : `${Math.round(100 * share)}% ${oddity}`}, ${weighted ? "weighted" : "alike"}`;

export function describeRaters(results: readonly RatersResult[], { players, seeds, noise }: RatersOptions): string {
  const figures = (one: Estimated | null) =>
    one === null ? "-" : `${one.reliability.toFixed(2)} ${one.eta.toFixed(2)} ${one.weight.toFixed(2)}`;
  const rows = results.map((result) => [
    describe(result),
    String(result.votes),
    `${(100 * result.accuracy).toFixed(1)}%`,
    (100 * result.standardError).toFixed(1),
    figures(result.honest),
    figures(result.odd),
  ]);
  const head = ["crowd", "votes", "accuracy", "s.e.", "honest: r eta weight", "odd: r eta weight"];
  return (
    `${players} players, ${100 * noise}% of votes flipped, all shipped tastes x ${seeds} seeds: held-out pairs ordered as the crowd's taste ` +
    `does; means of what is estimated of players (truth of r and eta: honest 1 1, random 0 0.5, contrary 1 0)\n${formatTable(head, rows)}`
  );
}
