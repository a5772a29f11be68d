import { seeded } from "../../../shared/random/seeded.ts";
import { labelOf } from "../../../shared/round/votes/verdict.ts";
import { fitCriteria } from "../../reward/criterion-rewards.ts";
import { fitRated } from "../../reward/fit-rated.ts";
import type { RaterEstimate } from "../../reward/rater-reliability.ts";
import { ENSEMBLE, type EnsembleSettings, type RewardEnsemble } from "../../reward/reward-ensemble.ts";
import { featureGroups } from "../../reward/reward-features.ts";
import type { TrainingPair } from "../../reward/training-pair.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { mean } from "../../stats/moments.ts";
import { openLearner } from "../../trainer/learner.ts";
import { heldoutPrompts, trainPrompts } from "../../world/prompts.ts";
import { type SeatedPair, seatedVoters } from "../crowd/seated-voters.ts";
import type { StandardCamp, StandardTaste } from "../crowd/standard-crowd.ts";
import { pocketSetting } from "../simulate/training-round.ts";

/** An answer with its text, which people read, and its features, which the reward model reads. */
export interface FeaturedAnswer {
  readonly text: string;
  readonly features: Float32Array;
}
export type FeaturedPair = SeatedPair<FeaturedAnswer>;

export interface HeldOut {
  readonly prompt: { readonly text: string };
  readonly answers: readonly FeaturedAnswer[];
}

/** A starting model's answers, read once, so that reward models can be fitted to them and measured on them again and again. */
export interface FeaturedAnswers {
  /** All pairs of different answers, by training prompt. */
  readonly train: readonly (readonly FeaturedPair[])[];
  /** By held-out prompt. */
  readonly heldOut: readonly HeldOut[];
  /** Features of all training answers. */
  readonly reference: readonly Float32Array[];
  /** As the trainer fits its reward model to such features. */
  readonly settings: EnsembleSettings;
}

/** Answers to each prompt. */
export const PER_PROMPT = 16;

export async function featuredAnswers(folder: string): Promise<FeaturedAnswers> {
  const pocket = await pocketSetting(folder);
  const learner = await openLearner({ ...pocket, seed: 1 });
  const answer = async (asked: typeof trainPrompts, random: () => number) => {
    const texts = asked.flatMap(({ text }) => Array.from({ length: PER_PROMPT }, () => text));
    const generated = await learner.sample(texts, random);
    const readings = await learner.reference.read(generated);
    return generated.map(({ response }, i) => ({
      text: pocket.tokenizer.decode(response),
      features: learner.scale(readings[i]!),
    }));
  };
  const train = await answer(trainPrompts, seeded(2));
  const heldOut = await answer(heldoutPrompts, seeded(3));
  await learner.dispose();
  return {
    train: allPairs(trainPrompts, train),
    heldOut: heldoutPrompts.map((prompt, i) => ({ prompt, answers: answersTo(heldOut, i) })),
    reference: train.map(({ features }) => features),
    settings: { ...ENSEMBLE, groups: featureGroups(pocket.start.config.hiddenSize) },
  };
}

/** The answers to the i-th prompt. */
const answersTo = (answers: readonly FeaturedAnswer[], i: number): readonly FeaturedAnswer[] =>
  answers.slice(i * PER_PROMPT, (i + 1) * PER_PROMPT);

const allPairs = (asked: typeof trainPrompts, answers: readonly FeaturedAnswer[]): FeaturedPair[][] =>
  asked.map((prompt, i) => {
    const its = answersTo(answers, i);
    const pairs = its.flatMap((a, j) => its.slice(j + 1).map((b) => ({ prompt, a, b })));
    return pairs.filter(({ a, b }) => a.text !== b.text);
  });

/** How the odd players of a crowd vote. Absent ones would have voted like the others. */
export type Oddity = "none" | "absent" | "random" | "adversarial" | "own taste";

export interface CrowdPlan {
  readonly oddity: Oddity;
  /** Share of the players who are odd. */
  readonly share: number;
  /** Whether votes count by their players' reliability, or all alike. */
  readonly weighted: boolean;
  readonly players: number;
  /** With those on repeated pairs and those of absent players. */
  readonly votes: number;
  /** Share of votes flipped. */
  readonly noise: number;
  /** The taste of most players, which the model is to learn. */
  readonly liked: StandardTaste;
  /** The taste of those who have one of their own. */
  readonly other: StandardTaste;
  readonly seed: number;
}

export interface CrowdRun {
  /** Share of held-out pairs that the reward model orders as the crowd's taste does. */
  readonly accuracy: number;
  /** Share of the starting model's other answers that lose, by the taste, against the answer with the highest reward; ties half. */
  readonly winRate: number;
  /** Empty where votes count alike. */
  readonly honest: readonly RaterEstimate[];
  readonly odd: readonly RaterEstimate[];
}

/** A crowd votes on random pairs, and a reward model is fitted to the votes. Every sixth pair of a player is one of their own again. */
export function playCrowd({ train, heldOut, reference, settings }: FeaturedAnswers, plan: CrowdPlan): CrowdRun {
  const { oddity, liked, weighted } = plan;
  const random = seeded(plan.seed);
  const odd = Math.round(plan.share * plan.players);
  const seats = Array.from({ length: plan.players }, (_, i) => (i < odd ? oddCamp(plan) : camp(liked)));
  const crowd = seatedVoters<FeaturedAnswer>(seats, plan.noise, random);
  const draw = () => {
    const pairs = train[Math.floor(random() * train.length)]!;
    const pair = pairs[Math.floor(random() * pairs.length)]!;
    return random() < 0.5 ? pair : { ...pair, a: pair.b, b: pair.a };
  };
  const votes = Array.from({ length: plan.votes }, () => crowd.vote(draw));
  const present = votes.filter(({ seat }) => oddity !== "absent" || seat >= odd);
  const pairs = present.map(({ id, seat, pair, verdict, repeatOf }): TrainingPair => {
    const label = labelOf(verdict);
    return {
      ...{ id, promptId: pair.prompt.id, criterion: null, a: pair.a.features, b: pair.b.features, label, bothBad: 0 },
      ...{ pairId: String(id), ballots: [{ rater: String(seat), label, bothBad: false }] },
      ...(repeatOf === undefined ? {} : { repeatOf: String(repeatOf) }),
    };
  });
  if (!weighted) {
    const { sum } = fitCriteria(pairs, {}, reference, null, settings);
    return { ...measured(sum, heldOut, liked), honest: [], odd: [] };
  }
  const { rewards, raters } = fitRated(pairs, {}, reference, null, settings);
  const estimates = [...raters].map(([seat, estimate]) => ({ isOdd: Number(seat) < odd, estimate }));
  const of = (isOdd: boolean) => estimates.filter((one) => one.isOdd === isOdd).map(({ estimate }) => estimate);
  return { ...measured(rewards.sum, heldOut, liked), honest: of(false), odd: of(true) };
}

const camp = (taste: StandardTaste | null): StandardCamp => ({ name: "", share: 1, taste });

function oddCamp({ oddity, liked, other }: CrowdPlan): StandardCamp {
  if (oddity === "random") return camp(null);
  if (oddity === "adversarial") return camp({ score: (answer) => -liked.score(answer) });
  return camp(oddity === "own taste" ? other : liked);
}

/** How well a reward model serves the crowd's taste. */
function measured(ensemble: RewardEnsemble, heldOut: readonly HeldOut[], taste: StandardTaste) {
  const ordered: boolean[] = [];
  const wins: number[] = [];
  for (const { prompt, answers } of heldOut) {
    const judged = answers.map(({ text, features }) => ({
      merit: taste.score({ prompt: prompt.text, response: text }),
      reward: dot(ensemble.heads[0]!, features),
    }));
    for (const [i, a] of judged.entries())
      for (const b of judged.slice(i + 1))
        if (a.merit !== b.merit) ordered.push(a.reward > b.reward === a.merit > b.merit);
    const best = judged.reduce((a, b) => (b.reward > a.reward ? b : a));
    wins.push(...judged.filter((one) => one !== best).map(({ merit }) => (1 + Math.sign(best.merit - merit)) / 2));
  }
  return { accuracy: mean(ordered.map(Number)), winRate: mean(wins) };
}
