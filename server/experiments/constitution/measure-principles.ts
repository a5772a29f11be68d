import type { WrittenPrinciple } from "../../external/constitution/constitution.ts";
import type { Judge } from "../../external/judges/judge.ts";
import type { Comparison } from "../../ports/learning.ts";
import { mean } from "../../stats/moments.ts";
import { describeAnswer } from "../../world/describe-answer.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import type { Run } from "../figures.ts";
import { plainRules } from "./plain-rules.ts";

/** How a policy's answers follow one principle. Values are means over the answers to a prompt. */
export interface Behaviour {
  /** Share of answers that obey the principle; null for one that the world can't judge. */
  readonly obeys: Run | null;
  /** The same by a plain reader, who knows nothing of the grammar that made revisions and preferences. */
  readonly plainly: Run | null;
  /** How often the principle's judge prefers these answers to the starting policy's. */
  readonly wins: Run;
}

/** Answers to a prompt that an endpoint is asked about, since it may cost money. */
const ENDPOINT_ANSWERS = 4;

/**
 * How often answers obey a principle, and how often its judge prefers them to the starting policy's.
 * @param answers and `start`: answers to the same questions in the same order
 */
export async function behaviourOf(
  { known }: WrittenPrinciple,
  judge: Judge,
  answers: readonly Answer[],
  start: readonly Answer[],
): Promise<Behaviour> {
  const byPrompt = [...Map.groupBy(answers.keys(), (i) => answers[i]!.prompt).values()];
  const asked = byPrompt.map((group) => (known === null ? group.slice(0, ENDPOINT_ANSWERS) : group));
  const obeys = (i: number) => {
    const { prompt, response } = answers[i]!;
    return Number(knownPrinciples[known!].obeys(describeAnswer(prompt, response)));
  };
  const wins: number[] = [];
  for (const group of asked) {
    const pairs = group.map((i) => ({ prompt: answers[i]!.prompt, a: answers[i]!.response, b: start[i]!.response }));
    const opinions = await judge.compare(pairs);
    wins.push(mean(opinions.map(({ share }) => share)));
  }
  const over = (holds: (i: number) => number) =>
    known === null ? null : byPrompt.map((group) => mean(group.map(holds)));
  return { obeys: over(obeys), plainly: over((i) => Number(plainRules[known!](answers[i]!))), wins };
}

/** Pairs on which a principle's judge and most people both preferred an answer, and those on which it was the same answer. */
export interface PeopleAgreement {
  readonly agreed: number;
  readonly pairs: number;
}

/** How often a judge sides with people. */
export async function agreementWithPeople(comparisons: readonly Comparison[], judge: Judge): Promise<PeopleAgreement> {
  const decided = comparisons.filter(({ label }) => label !== 0.5);
  let agreed = 0;
  let pairs = 0;
  for (let at = 0; at < decided.length; at += judge.batch * judge.lanes) {
    const some = decided.slice(at, at + judge.batch * judge.lanes);
    const opinions = await judge.compare(some.map(({ prompt, a, b }) => ({ prompt, a: a.text, b: b.text })));
    for (const [i, { share }] of opinions.entries()) {
      if (share === 0.5) continue;
      pairs++;
      agreed += Number(share > 0.5 === some[i]!.label > 0.5);
    }
  }
  return { agreed, pairs };
}
