import { shuffled } from "../../../../shared/random/shuffled.ts";
import { gaussian } from "../../../ml/model/initial-weights.ts";
import type { ScorePosterior } from "../../../reward/score-posterior.ts";
import { factorise } from "../../../stats/linear-algebra.ts";
import { type CandidatePair, choosePairs } from "../../../trainer/pool/choose-pairs.ts";
import type { DealRule } from "./deal-rules.ts";

/** Answers with nearly the same features have nearly the same score: what is added to each variance keeps the factor from failing. */
const JITTER = 1e-6;

/** Draws scores of all answers from what is known of them: each drawing is one head that the votes allow. */
export function scoreDrawings({ mean, covariance }: ScorePosterior, random: () => number): () => Float64Array {
  const lower = covariance.map((row, i) => {
    const copy = row.slice(0, i + 1);
    copy[i]! += JITTER;
    return copy;
  });
  factorise(lower);
  return () => {
    const z = mean.map(() => gaussian(random));
    return mean.map((score, i) => lower[i]!.reduce((sum, value, j) => sum + value * z[j]!, score));
  };
}

const bestOf = (group: readonly number[], scores: Float64Array): number =>
  group.reduce((a, b) => (scores[b]! > scores[a]! ? b : a));

/** Heads that are drawn for the second answer of a pair until one prefers another. */
const DRAWN = 20;

/** Double Thompson sampling (Wu & Liu 2016; Dwaracherla et al. 2024): of each prompt what two drawn heads like best. */
function doubleThompson(
  groups: readonly (readonly number[])[],
  posterior: ScorePosterior,
  random: () => number,
): CandidatePair[] {
  const draw = scoreDrawings(posterior, random);
  const first = draw();
  const others = Array.from({ length: DRAWN }, draw);
  return groups.flatMap((group) => {
    if (group.length < 2) return [];
    const a = bestOf(group, first);
    const b = others.map((scores) => bestOf(group, scores)).find((one) => one !== a);
    return [
      {
        a,
        b:
          b ??
          bestOf(
            group.filter((one) => one !== a),
            first,
          ),
      },
    ];
  });
}

/** Rules that follow heads drawn from the posterior: they ask about what may be best, and not about what is merely open. */
export const THOMPSON_RULES: readonly DealRule[] = [
  {
    name: "double Thompson",
    members: false,
    choose: ({ groups, posterior, random }, count) =>
      shuffled(doubleThompson(groups, posterior(), random), random).slice(0, count),
  },
  {
    name: "double Thompson, the most telling first",
    members: false,
    choose({ groups, posterior, random }, count) {
      const known = posterior();
      const pairs = new Set(doubleThompson(groups, known, random).flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
      return choosePairs(groups, known, (a, b) => pairs.has(`${a} ${b}`), count, random);
    },
  },
  {
    name: "shipped, by a drawn head",
    members: false,
    choose({ groups, posterior, random }, count) {
      const known = posterior();
      const mean = scoreDrawings(known, random)();
      return choosePairs(groups, { ...known, mean }, () => true, count, random);
    },
  },
];
