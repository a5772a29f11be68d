import { join } from "node:path";
import { counted } from "../../shared/protocol/imports.ts";
import type { TrainingSettings } from "../../shared/protocol/training-settings.ts";
import { finite } from "../methods/method.ts";
import type { Comparison } from "../ports/learning.ts";
import type { LearntFromImport } from "../ports/results.ts";
import { campFigures } from "../reward/camps/divided-crowd.ts";
import { explainedFigures } from "../reward/explained-shares.ts";
import { saveRewardModel } from "../reward/reward-folder.ts";
import type { LearnerComparison, RewardQuality } from "./learner-contract.ts";
import type { TrainingLine } from "./training-line.ts";

const PAGE = 500;

/** How far a trainer has read the arena's comparisons. */
export interface Reader {
  /** Id of the last comparison read, 0 before the first. */
  readonly seen: number;
  /** The round that it came from. */
  readonly lastRound: string | null;
  /** Votes read so far that were faster than anybody reads, and are not learnt from. */
  readonly tooFast: number;
  /** Comparisons read so far that aren't learnt from: no vote of theirs counts, the model can't read them, or they belong to a finale. */
  readonly passedOver: number;
  /** Shows the learner all that arrived since, and counts what it can learn from. */
  read(): Promise<number>;
  /** From the first again; the learner passes over those it knows. */
  rewind(): void;
}

/** A finale is about held-out prompts, and these are no longer held out once the reward model has seen how they are judged. */
const isTraining = ({ kind }: Pick<Comparison, "kind">): boolean => kind !== "finale";

/** Counts what is learnt from of each import, and why the rest isn't. An import is stored at once, so that it is read in one go. */
function importTally({ stores, whyUnread }: Pick<TrainingLine, "stores" | "whyUnread">) {
  const rounds = new Map<string, LearntFromImport>();
  return {
    add(page: readonly Comparison[], learnt: readonly LearnerComparison[]): void {
      const known = new Set(learnt.map(({ id }) => id));
      for (const one of page) {
        if (one.kind !== "imported") continue;
        const { comparisons, unread } = rounds.get(one.roundId) ?? { comparisons: 0, unread: {} };
        const isLearnt = known.has(one.id);
        const reason = isLearnt ? null : whyUnread(one, one.a.text, one.b.text);
        rounds.set(one.roundId, {
          comparisons: comparisons + Number(isLearnt),
          unread: typeof reason === "string" ? counted(unread, reason) : unread,
        });
      }
    },
    tell: () => (rounds.size === 0 ? Promise.resolve() : stores.imports.tell(rounds)),
  };
}

/** A reader that has read nothing yet. */
export function comparisonReader(line: TrainingLine): Reader {
  const { arenaId, enter, learner, learnerComparison, stores } = line;
  let seen = 0;
  /** Of every comparison read, and the last of them. */
  const ids = new Set<number>();
  let last = 0;
  let lastRound: string | null = null;
  let tooFast = 0;
  let passedOver = 0;

  function rewind(): void {
    seen = 0;
    tooFast = 0;
    passedOver = 0;
  }

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
      if ((await stores.comparisons.count(arenaId, last)) !== ids.size) {
        // A player has taken back what they gave: what is left is learnt from as if they had never given it.
        await enter();
        learner.forget(ids);
        ids.clear();
        rewind();
      }
      const imported = importTally(line);
      for (;;) {
        const page: readonly Comparison[] = await stores.comparisons.after(arenaId, seen, PAGE);
        if (page.length === 0) {
          await imported.tell();
          return count;
        }
        await enter();
        const learnt = page.filter(isTraining).flatMap((one) => learnerComparison(one) ?? []);
        await learner.observe(learnt);
        imported.add(page, learnt);
        for (const { ballots } of page) tooFast += ballots.filter((ballot) => ballot.tooFast === true).length;
        passedOver += page.length - learnt.length;
        for (const { id } of page) ids.add(id);
        seen = page.at(-1)!.id;
        last = Math.max(last, seen);
        lastRound = page.at(-1)!.roundId;
        count += learnt.length;
      }
    },
    rewind,
  };
}

/** Refits the reward model on everything read and stores it, with what it tells of the players; null while there is nothing to fit it to. */
export async function fitReward(
  { arenaId, checkpoints, dataDir, learner, newId, stores }: TrainingLine,
  reader: Pick<Reader, "seen" | "tooFast" | "passedOver">,
  policyVersion: number,
  { axisWeights, campAim }: Pick<TrainingSettings, "axisWeights" | "campAim">,
): Promise<RewardQuality | null> {
  const quality = learner.fitReward(axisWeights, campAim);
  if (quality === null) return null;
  const metrics = finite({
    accuracy: quality.accuracy,
    margin: quality.margin,
    calibration_error: quality.calibrationError,
    evidence: quality.evidence,
    comparisons: learner.comparisons,
    // What addresses that are held to a share leave of those the fit reads.
    comparisons_heard: quality.comparisons,
    comparisons_passed_over: reader.passedOver,
    comparisons_outdated: learner.outdated,
    votes_too_fast: reader.tooFast,
    ...campFigures(learner.divided),
    ...explainedFigures(learner.ensemble, learner.groups, learner.startReadings.map(learner.scale)),
    ...Object.fromEntries(
      Object.entries(quality.criteria).map(([criterion, { accuracy }]) => [`accuracy/${criterion}`, accuracy]),
    ),
  });
  const folder = join("reward-models", newId());
  await saveRewardModel(join(dataDir, folder), learner.rewardModel()!);
  await checkpoints.keep(folder);
  await stores.rewardModels.add(arenaId, { comparisonId: reader.seen, folder, metrics });
  await stores.raters.save([...learner.raters].map(([playerId, estimate]) => ({ playerId, ...estimate })));
  await stores.trainingSteps.add(arenaId, [{ kind: "reward", policyVersion, metrics }]);
  return quality;
}
