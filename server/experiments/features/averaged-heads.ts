import type { FeatureGroup } from "../../reward/features/feature-group.ts";
import { TERM_GROUPS } from "../../reward/features/hashed-terms.ts";
import { SHAPE_GROUPS } from "../../reward/features/shape-numbers.ts";
import { hash } from "../../reward/reward-ensemble.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { mean } from "../../stats/moments.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { type Drawn, onlyGroups } from "./drawn-answers.ts";
import { castVotes, fitLinear, type LearntReward, measureReward, type VotesCast } from "./learnt-reward.ts";

const namesOf = (groups: readonly FeatureGroup[]): readonly string[] => groups.map(({ name }) => name);
/** Heads of different kinds, by what they read. */
const KINDS: Readonly<Record<string, readonly string[] | null>> = {
  all: null,
  shape: namesOf(SHAPE_GROUPS),
  states: ["meaning", "states", "end", "likelihood"],
  words: namesOf(TERM_GROUPS),
};
const FOLDS = 5;
/** Turns of the weights' fixed point: the likelihood of a mixture's weights is concave, and hardly rises after so many. */
const TURNS = 50;

/** The same answers as heads of each kind read them. */
export const readByKinds = (drawn: Drawn): readonly Drawn[] =>
  Object.values(KINDS).map((read) => (read === null ? drawn : onlyGroups(drawn, ({ name }) => read.includes(name))));

/**
 * A reward of heads of several kinds: each is fitted to all votes, and counts what votes on prompts that its like never saw say (stacking by log score, Yao
 * et al. 2018; five folds of prompts).
 * @param cast the votes, which are the same whatever reads them
 */
export function learnAveraged(
  kinds: readonly Drawn[],
  scores: readonly number[],
  truth: readonly number[],
  cast: VotesCast,
): LearntReward & { readonly weights: readonly number[] } {
  const heads = kinds.map((drawn) => {
    const votes = castVotes(drawn.voted, scores, cast);
    const logits = new Float64Array(votes.length);
    for (let fold = 0; fold < FOLDS; fold++) {
      const { head } = fitLinear(
        drawn,
        votes.filter(({ promptId }) => foldOf(promptId) !== fold),
      );
      for (const [i, { promptId, a, b }] of votes.entries())
        if (foldOf(promptId) === fold) logits[i] = dot(head, a) - dot(head, b);
    }
    return { head: fitLinear(drawn, votes).head, logits, labels: votes.map(({ label }) => label) };
  });
  const weights = stacked(
    heads.map(({ logits, labels }) =>
      Float64Array.from(logits, (logit, i) => sigmoid(logit) ** labels[i]! * sigmoid(-logit) ** (1 - labels[i]!)),
    ),
  );
  const { perPrompt, answers } = kinds[0]!.heldOut;
  const sums = answers.map((_, i) =>
    heads.reduce((sum, { head }, k) => sum + weights[k]! * dot(head, kinds[k]!.heldOut.features[i]!), 0),
  );
  return { ...measureReward(perPrompt, truth, sums), weights };
}

const foldOf = (promptId: string): number => hash(promptId) % FOLDS;

/** Weights that sum to 1 and make a mixture of predictions most likely, by expectation and maximisation. */
function stacked(likelihoods: readonly Float64Array[]): number[] {
  let weights = likelihoods.map(() => 1 / likelihoods.length);
  for (let turn = 0; turn < TURNS; turn++) {
    const totals = Array.from(likelihoods[0]!, (_, i) =>
      weights.reduce((sum, w, k) => sum + w * likelihoods[k]![i]!, 0),
    );
    weights = weights.map((w, k) => w * mean(totals.map((all, i) => likelihoods[k]![i]! / all)));
  }
  return weights;
}

export const KIND_NAMES = Object.keys(KINDS);
