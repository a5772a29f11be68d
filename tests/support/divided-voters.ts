import type { CrowdOpinions } from "../../server/reward/camps/opinions.ts";
import { FOLDS } from "../../server/reward/camps/opinions.ts";
import { sigmoid } from "../../server/stats/sigmoid.ts";
import { seeded } from "../../shared/random/seeded.ts";

/** How a rater of a made-up crowd votes: by one of two unrelated tastes, or at random. */
export type MadeUpTaste = "one" | "other" | "random";

const AXES = 8;
const PROMPTS = 60;

/**
 * Votes of raters on answers along eight axes; 15% of them are flipped.
 * @param tastes of each rater
 * @param each votes of a rater
 */
export function votersWith(tastes: readonly MadeUpTaste[], each: number, seed: number): CrowdOpinions {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const opinions = tastes.flatMap((taste, rater) =>
    Array.from({ length: each }, () => {
      const x = Float64Array.from({ length: AXES }, () => normal() / Math.sqrt(2));
      const liking = taste === "random" ? 0 : 3 * x[taste === "one" ? 0 : 1]!;
      const prefersA = random() < sigmoid(liking) !== random() < 0.15;
      const prompt = Math.floor(PROMPTS * random());
      return { rater, x, label: Number(prefersA), weight: 1, fold: prompt % FOLDS };
    }),
  );
  return { raters: tastes.map((_, rater) => `rater ${rater}`), opinions };
}
