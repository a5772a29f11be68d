import { type CriterionRewards, headsAbout } from "./criterion-rewards.ts";
import type { Margin, RaterEvidence } from "./rater-likelihood.ts";
import { type EnsembleSettings, heldOutLogit, rankingShares } from "./reward-ensemble.ts";
import type { RaterBallot, TrainingPair } from "./training-pair.ts";

/**
 * The evidence on every player, by rater: how their verdicts compare with predictions of heads that never saw the prompts, and with their own
 * verdicts on pairs that they judged twice. A repeated pair isn't compared with a head again, because it is the same opinion. Ties aren't
 * compared either, because they side with no answer.
 */
export function raterEvidence(
  pairs: readonly TrainingPair[],
  rewards: CriterionRewards,
  settings: EnsembleSettings,
): Map<string, RaterEvidence> {
  const first = new Map(pairs.flatMap((pair) => (pair.pairId === undefined ? [] : [[pair.pairId, pair] as const])));
  const ofRanking = rankingShares(pairs);
  // Who voted before the crowd changed its mind isn't to be judged by what it likes now.
  const shareOf = (pair: TrainingPair) => ofRanking(pair) * Math.min(1, pair.weight ?? 1);
  const crowd = new Map<string, { margins: Margin[]; repeats: number; same: number }>();
  const of = (rater: string) => {
    const known = crowd.get(rater) ?? { margins: [], repeats: 0, same: 0 };
    crowd.set(rater, known);
    return known;
  };
  for (const pair of pairs) {
    const { ballots = [] } = pair;
    if (pair.repeatOf !== undefined) {
      for (const again of ballots) {
        const before = first.get(pair.repeatOf)?.ballots?.find(({ rater }) => rater === again.rater);
        if (before === undefined) continue;
        const evidence = of(again.rater);
        evidence.repeats++;
        evidence.same += Number(isSame(before, again));
      }
      continue;
    }
    if (ballots.length === 0) continue;
    const ensemble = headsAbout(rewards, pair) ?? rewards.sum;
    const logit = heldOutLogit(ensemble, pair, settings);
    for (const { rater, label } of ballots) {
      const { margins } = of(rater);
      if (label !== 0.5) margins.push({ logits: label > 0.5 ? logit : -logit, share: shareOf(pair) });
    }
  }
  return crowd;
}

/** Whether the verdict on the swapped pair names the same answer, or the same lack of one. */
const isSame = (before: RaterBallot, again: RaterBallot): boolean =>
  again.label === 1 - before.label && again.bothBad === before.bothBad;
