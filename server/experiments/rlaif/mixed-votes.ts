import { seeded } from "../../../shared/random/seeded.ts";
import { labelOf } from "../../../shared/round/votes/verdict.ts";
import { judgeAccuracy, labelWeight, SHARED_SHARE } from "../../external/judges/ai-labels.ts";
import type { Judge, JudgedTexts, JudgeOpinion } from "../../external/judges/judge.ts";
import type { NewPair } from "../../ports/pool.ts";
import type { LearnerComparison } from "../../trainer/learner-contract.ts";
import { preferenceForA, type StandardCrowd, verdictOf } from "../crowd/standard-crowd.ts";
import { castVotes, type Voting } from "../simulate/voting.ts";
import { percent } from "../terminal/table.ts";

/** How often a judge agrees with others on the same pairs. Undecided opinions are left out. */
export interface JudgeTally {
  labels: number;
  readonly people: JudgeAgreement;
  readonly taste: JudgeAgreement;
  readonly orders: JudgeAgreement;
}

/** Counts of decided pairs, and of those on which both agreed. */
export interface JudgeAgreement {
  of: number;
  agreed: number;
}

export const newTally = (): JudgeTally => ({
  labels: 0,
  people: { of: 0, agreed: 0 },
  taste: { of: 0, agreed: 0 },
  orders: { of: 0, agreed: 0 },
});

/** Counts an opinion beside a label, 0-1, that somebody else gave to the same pair. */
function countAgreement(agreement: JudgeAgreement, { share }: JudgeOpinion, label: number): void {
  if (share === 0.5 || label === 0.5) return;
  agreement.of++;
  agreement.agreed += Number(share > 0.5 === label > 0.5);
}

function countOrders(agreement: JudgeAgreement, { ordersAgree }: JudgeOpinion): void {
  if (ordersAgree === null) return;
  agreement.of++;
  agreement.agreed += Number(ordersAgree);
}

export const agreementText = ({ of, agreed }: JudgeAgreement): string =>
  of === 0 ? "-" : `${percent(agreed / of)} of ${of}`;

export interface Mixture {
  /** Share of the labels that the judge gives, 0-1. */
  readonly aiShare: number;
  /** Share of human votes flipped. */
  readonly noise: number;
  readonly seed: number;
  readonly onLabels?: (count: number) => void;
}

const textsOf = ({ prompt, a, b }: NewPair): JudgedTexts => ({ prompt: prompt.text, a: a.text, b: b.text });

/**
 * Labels of a judge beside human votes, in the proportion asked for. As in an arena, a part of the judge's labels falls on pairs that
 * people judge too. How far it agrees with them decides how much its labels count; alone it counts fully. The tally also compares it with
 * votes that nobody learns from.
 */
export function mixedVotes(judge: Judge, { aiShare, noise, seed, onLabels }: Mixture, tally: JudgeTally): Voting {
  const shared: JudgeAgreement = { of: 0, agreed: 0 };
  const shadow = seeded(seed * 53 + 11);
  let given = 0;

  function compareWithPeople(pair: NewPair, opinion: JudgeOpinion, crowd: StandardCrowd): void {
    const texts = textsOf(pair);
    tally.labels++;
    countOrders(tally.orders, opinion);
    countAgreement(tally.people, opinion, labelOf(verdictOf(crowd.campAt(shadow()), texts, noise, shadow)));
    const difference = crowd.tastes.reduce(
      (sum, { share, taste }) => sum + share * Math.sign(preferenceForA({ name: "", share, taste }, texts)),
      0,
    );
    countAgreement(tally.taste, opinion, (1 + Math.sign(difference)) / 2);
  }

  return async (pool, wanted, crowd, after, random) => {
    const ofJudge = Math.round((after + wanted) * aiShare) - given;
    const ofPeople = wanted - ofJudge;
    const people = castVotes(pool.slice(0, ofPeople), crowd, noise, after, random);
    const both = Math.min(Math.round(ofJudge * SHARED_SHARE), ofPeople);
    const judged = [...pool.slice(0, both), ...pool.slice(ofPeople, ofPeople + ofJudge - both)];
    const opinions = await opinionsOf(judge, judged, (count) => onLabels?.(count));
    onLabels?.(people.length);
    given += judged.length;
    for (const [i, opinion] of opinions.entries()) {
      compareWithPeople(judged[i]!, opinion, crowd);
      if (i < both) countAgreement(shared, opinion, people[i]!.label);
    }
    const record = { ordersAsked: tally.orders.of, ordersAgreed: tally.orders.agreed };
    const accuracy = judgeAccuracy({ ...record, sharedPairs: shared.of, agreed: shared.agreed });
    const weight = aiShare === 1 ? 1 : labelWeight(accuracy);
    const labels = judged.map(({ prompt, a, b }, i): LearnerComparison => {
      const about = { promptId: prompt.id, prompt: prompt.text, a: a.tokens, b: b.tokens };
      return { ...about, id: -(after + i + 1), label: opinions[i]!.share, bothBad: 0, weight };
    });
    return [...people, ...labels];
  };
}

async function opinionsOf(
  judge: Judge,
  pairs: readonly NewPair[],
  onDone: (count: number) => void,
): Promise<JudgeOpinion[]> {
  const opinions: JudgeOpinion[] = [];
  const atOnce = judge.batch * judge.lanes;
  for (let at = 0; at < pairs.length; at += atOnce) {
    opinions.push(...(await judge.compare(pairs.slice(at, at + atOnce).map(textsOf))));
    onDone(opinions.length - at);
  }
  return opinions;
}

/** A judge that is made to err: each opinion is reversed with probability `1 - accuracy`, whatever the pair. */
export const imperfectJudge = (judge: Judge, accuracy: number, random: () => number): Judge => ({
  ...judge,
  async compare(pairs, signal) {
    const opinions = await judge.compare(pairs, signal);
    return opinions.map((one) => (random() < accuracy ? one : { ...one, share: 1 - one.share }));
  },
});
