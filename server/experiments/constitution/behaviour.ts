import type { Principle } from "../../external/constitution/constitution.ts";
import type { Judge } from "../../external/judges/judge.ts";
import { mean } from "../../stats/moments.ts";
import { describeAnswer } from "../../world/describe-answer.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import type { Run } from "../compare/run-interval.ts";
import type { Answer } from "../crowd/taste.ts";

/** How a policy's answers stand to one principle; values by prompt, means over its answers. */
export interface Behaviour {
  /** Share of answers that obey the principle; null for one that the world can't judge. */
  readonly obeys: Run | null;
  /** How often the principle's judge prefers them to the starting policy's. */
  readonly wins: Run;
}

/** A paid judge is asked about so many answers to a prompt. */
const ENDPOINT_ANSWERS = 4;

/** @param answers and `start`: answers to the same questions in the same order */
export async function behaviourOf(
  { known }: Principle,
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
  return { obeys: known === null ? null : byPrompt.map((group) => mean(group.map(obeys))), wins };
}
