import { seeded } from "../../../../shared/random/seeded.ts";
import { labelOf } from "../../../../shared/round/votes/verdict.ts";
import { ENSEMBLE, type EnsemblePair, fitEnsemble, type RewardEnsemble } from "../../../reward/reward-ensemble.ts";
import { scorePosterior } from "../../../reward/score-posterior.ts";
import { dot } from "../../../stats/linear-algebra.ts";
import { castVerdict } from "../../crowd/cast-verdict.ts";
import { standardise, type Taste } from "../../crowd/taste.ts";
import { type DealRule, FLIPPED } from "./deal-rules.ts";
import type { ReadPools } from "./read-pools.ts";

/** Votes between two fits, as of a round. */
export const VOTES_A_ROUND = 25;

/** After each round, how many of all pairs of answers to a held-out prompt, told apart by the taste, the reward orders as the taste does. */
export function learningCurve({ pools, heldOut }: ReadPools, taste: Taste, rule: DealRule, seed: number): number[] {
  const random = seeded(seed);
  const reference = pools[0]!.features;
  const standard = standardise(taste, pools[0]!.answers);
  const truth = heldOut.answers.map((answer) => standard.score(answer));
  const settings = rule.members ? ENSEMBLE : { ...ENSEMBLE, members: 0 };
  const votes: EnsemblePair[] = [];
  let ensemble: RewardEnsemble | null = null;
  return pools.map(({ answers, features, groups }) => {
    const known: RewardEnsemble | null = ensemble;
    const posterior = () => scorePosterior(known?.heads[0] ?? null, votes, ENSEMBLE.l2, features);
    const chosen = rule.choose({ groups, features, ensemble, posterior, random }, VOTES_A_ROUND);
    for (const { a, b } of chosen) {
      const verdict = castVerdict(standard.score(answers[a]!) - standard.score(answers[b]!), FLIPPED, random);
      const shared = { id: votes.length + 1, promptId: answers[a]!.prompt, bothBad: 0 };
      votes.push({ ...shared, a: features[a]!, b: features[b]!, label: labelOf(verdict) });
    }
    const fitted = fitEnsemble(votes, reference, ensemble, settings);
    ensemble = fitted;
    const scores = heldOut.features.map((x) => dot(fitted.heads[0]!, x));
    return orderedAlike(
      heldOut.answers.map(({ prompt }) => prompt),
      truth,
      scores,
    );
  });
}

function orderedAlike(prompts: readonly string[], truth: readonly number[], scores: readonly number[]): number {
  let [right, all] = [0, 0];
  for (const group of Map.groupBy(prompts.keys(), (i) => prompts[i]!).values())
    for (const [at, i] of group.entries())
      for (const j of group.slice(at + 1)) {
        const margin = truth[i]! - truth[j]!;
        if (margin === 0) continue;
        all++;
        right += Number(margin * (scores[i]! - scores[j]!) > 0);
      }
  return right / all;
}
