import type { Criterion, SessionSettings } from "./settings.ts";

export type BuiltInCriterion = Exclude<Criterion, "own">;

/** What players are asked by each criterion, in English. Pages ask it in their viewer's language. */
export const QUESTIONS = {
  overall: "Which answer do you like better?",
  helpful: "Which answer helps more?",
  truthful: "Which answer is closer to the truth?",
  harmless: "Which answer is kinder and safer?",
  creative: "Which answer is more creative?",
} as const satisfies Readonly<Record<BuiltInCriterion, string>>;

/** What a session's players are asked: the host's own words as they were typed, or else what `ask` says for its criterion. */
export function questionOf(
  { criterion, question }: Pick<SessionSettings, "criterion" | "question">,
  ask: (criterion: BuiltInCriterion) => string,
): string {
  return criterion === "own" || question !== "" ? question : ask(criterion);
}
