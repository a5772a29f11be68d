import { seeded } from "../../../shared/random/seeded.ts";
import { labelOf } from "../../../shared/round/votes/verdict.ts";
import { fitCriteria } from "../../reward/criterion-rewards.ts";
import { fitRated } from "../../reward/fit-rated.ts";
import type { RatedPair } from "../../reward/rated-pair.ts";
import type { RaterEstimate } from "../../reward/rater-reliability.ts";
import { ENSEMBLE, type RewardEnsemble } from "../../reward/reward-ensemble.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { mean } from "../../stats/moments.ts";
import { seatedCrowd } from "../crowd/seated-crowd.ts";
import type { StandardCamp } from "../crowd/standard-crowd.ts";
import type { StandardTaste } from "../crowd/taste.ts";
import type { HeldOut, JudgedAnswer, JudgedAnswers } from "./judged-answers.ts";

/** What the odd ones of a crowd do; those who are absent would have voted like the others. */
export type Oddity = "none" | "absent" | "random" | "adversarial" | "own taste";

export interface CrowdPlan {
  readonly oddity: Oddity;
  /** Of the players. */
  readonly share: number;
  /** Whether votes count by their players' reliability, or all alike. */
  readonly weighted: boolean;
  readonly players: number;
  /** Repeated pairs and those of absent players included. */
  readonly votes: number;
  /** Share of votes flipped. */
  readonly noise: number;
  /** What most like, which is what the model is to learn, and what those with a taste of their own like. */
  readonly liked: StandardTaste;
  readonly other: StandardTaste;
  readonly seed: number;
}

export interface CrowdRun {
  /** Share of held-out pairs that the reward model orders as the crowd's taste does. */
  readonly accuracy: number;
  /** Share of the starting model's other answers that lose, by the taste, against the one that the reward model likes best of them; ties half. */
  readonly winRate: number;
  /** Empty where votes count alike. */
  readonly honest: readonly RaterEstimate[];
  readonly odd: readonly RaterEstimate[];
}

/** A crowd votes on random pairs, each player judging every sixth again, and a reward model is fitted to that. */
export function playCrowd({ train, heldOut, reference }: JudgedAnswers, plan: CrowdPlan): CrowdRun {
  const { oddity, liked, weighted } = plan;
  const random = seeded(plan.seed);
  const odd = Math.round(plan.share * plan.players);
  const seats = Array.from({ length: plan.players }, (_, i) => (i < odd ? oddCamp(plan) : camp(liked)));
  const crowd = seatedCrowd<JudgedAnswer>(seats, plan.noise, random);
  const draw = () => {
    const pairs = train[Math.floor(random() * train.length)]!;
    const pair = pairs[Math.floor(random() * pairs.length)]!;
    return random() < 0.5 ? pair : { ...pair, a: pair.b, b: pair.a };
  };
  const votes = Array.from({ length: plan.votes }, () => crowd.vote(draw));
  const present = votes.filter(({ seat }) => oddity !== "absent" || seat >= odd);
  const pairs = present.map(({ id, seat, pair, verdict, repeatOf }): RatedPair => {
    const label = labelOf(verdict);
    return {
      ...{ id, promptId: pair.prompt.id, criterion: null, a: pair.a.features, b: pair.b.features, label, bothBad: 0 },
      ...{ pairId: String(id), ballots: [{ rater: String(seat), label, bothBad: false }] },
      ...(repeatOf === undefined ? {} : { repeatOf: String(repeatOf) }),
    };
  });
  if (!weighted) {
    const { sum } = fitCriteria(pairs, {}, reference, null, ENSEMBLE);
    return { ...measured(sum, heldOut, liked), honest: [], odd: [] };
  }
  const { rewards, raters } = fitRated(pairs, {}, reference, null, ENSEMBLE);
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

/** What a reward model is worth to the crowd's taste. */
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
