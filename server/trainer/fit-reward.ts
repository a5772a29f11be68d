import { join } from "node:path";
import type { CriterionWeights } from "../../shared/protocol/training-settings.ts";
import type { Comparison } from "../ports/learning.ts";
import { saveRewardModel } from "../reward/reward-folder.ts";
import type { RewardQuality } from "./learner-contract.ts";
import { finite, type TrainingLine } from "./training-line.ts";

const PAGE = 500;

/** How far a trainer has read the arena's comparisons. */
export interface Reader {
  /** Id of the last comparison read, 0 before the first. */
  readonly seen: number;
  /** The round that it came from. */
  readonly lastRound: string | null;
  /** Votes read so far that were faster than anybody reads, and are not learnt from. */
  readonly tooFast: number;
  /** Comparisons read so far that can't be learnt from: no vote of theirs counts, or the model can't read them. */
  readonly passedOver: number;
  /** Shows the learner all that arrived since, and counts what it can learn from. */
  read(): Promise<number>;
  /** From the first again; the learner passes over those it knows. */
  rewind(): void;
}

/** A reader that has read nothing yet. */
export function comparisonReader({ arenaId, enter, learner, learnerComparison, stores }: TrainingLine): Reader {
  let seen = 0;
  let lastRound: string | null = null;
  let tooFast = 0;
  let passedOver = 0;
  return {
    get seen() {
      return seen;
    },
    get lastRound() {
      return lastRound;
    },
    get tooFast() {
      return tooFast;
    },
    get passedOver() {
      return passedOver;
    },
    async read() {
      let count = 0;
      for (;;) {
        const page: readonly Comparison[] = await stores.comparisons.after(arenaId, seen, PAGE);
        if (page.length === 0) return count;
        await enter();
        const learnt = page.flatMap((one) => learnerComparison(one) ?? []);
        await learner.observe(learnt);
        for (const { ballots } of page) tooFast += ballots.filter((ballot) => ballot.tooFast === true).length;
        passedOver += page.length - learnt.length;
        seen = page.at(-1)!.id;
        lastRound = page.at(-1)!.roundId;
        count += learnt.length;
      }
    },
    rewind() {
      seen = 0;
      tooFast = 0;
      passedOver = 0;
    },
  };
}

/** Refits the reward model on everything read and stores it, with what it tells of the players; null while there is nothing to fit it to. */
export async function fitReward(
  { arenaId, dataDir, learner, newId, stores }: TrainingLine,
  reader: Pick<Reader, "seen" | "tooFast" | "passedOver">,
  policyVersion: number,
  weights: CriterionWeights,
): Promise<RewardQuality | null> {
  const quality = learner.fitReward(weights);
  if (quality === null) return null;
  const metrics = finite({
    accuracy: quality.accuracy,
    margin: quality.margin,
    calibration_error: quality.calibrationError,
    comparisons: learner.comparisons,
    // What addresses that are held to a share leave of those the fit reads.
    comparisons_heard: quality.comparisons,
    comparisons_passed_over: reader.passedOver,
    votes_too_fast: reader.tooFast,
    ...Object.fromEntries(
      Object.entries(quality.criteria).map(([criterion, { accuracy }]) => [`accuracy/${criterion}`, accuracy]),
    ),
  });
  const folder = join("reward-models", newId());
  await saveRewardModel(join(dataDir, folder), learner.rewardModel()!);
  await stores.rewardModels.add(arenaId, { comparisonId: reader.seen, folder, metrics });
  await stores.raters.save([...learner.raters].map(([playerId, estimate]) => ({ playerId, ...estimate })));
  await stores.trainingSteps.add(arenaId, [{ kind: "reward", policyVersion, metrics }]);
  return quality;
}
