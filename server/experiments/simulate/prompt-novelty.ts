import { mean } from "../../stats/moments.ts";
import { type WorldPrompt, prompts as worldPrompts } from "../../world/prompts.ts";

/**
 * What of a held-out prompt no training prompt has. A policy that wins on recombined prompts alone has learnt what to say about its subjects; one
 * that wins on new ones has learnt how to answer.
 */
export const NOVELTIES = ["recombined", "new subject", "new form", "all new", "of a pack"] as const;
export type PromptNovelty = (typeof NOVELTIES)[number];

/** A prompt without its subject. */
const formOf = ({ text, subject }: Pick<WorldPrompt, "text" | "subject">): string => text.replaceAll(subject, "$");

/**
 * Says of a held-out prompt's text what is new in it.
 * @param prompts of all splits
 */
export function noveltyAmong(
  prompts: readonly Pick<WorldPrompt, "text" | "subject" | "split">[],
): (question: string) => PromptNovelty {
  const trained = prompts.filter(({ split }) => split === "train");
  const subjects = new Set(trained.map(({ subject }) => subject));
  const forms = new Set(trained.map(formOf));
  const byText = new Map(prompts.map((prompt) => [prompt.text, prompt]));
  return (question) => {
    const prompt = byText.get(question);
    if (prompt === undefined) return "of a pack";
    const [subject, form] = [!subjects.has(prompt.subject), !forms.has(formOf(prompt))];
    if (subject) return form ? "all new" : "new subject";
    return form ? "new form" : "recombined";
  };
}

export const noveltyOf: (question: string) => PromptNovelty = noveltyAmong(worldPrompts);

/** Means of one value a question, by what is new in the question. */
export function byNovelty(
  questions: readonly string[],
  values: readonly number[],
): Partial<Record<PromptNovelty, number>> {
  const groups = Map.groupBy(questions.keys(), (i) => noveltyOf(questions[i]!));
  return Object.fromEntries(
    [...groups].map(([novelty, indices]) => [novelty, mean([...indices].map((i) => values[i]!))]),
  );
}
