import { meanAndStd } from "../../stats/moments.ts";
/** An answer with the prompt that it answers, as plain texts. */
export interface Answer {
  readonly prompt: string;
  readonly response: string;
}

/** What somebody likes: more is better. The unit does not matter. */
export type Taste = (answer: Answer) => number;

/** A part of a crowd that shares a taste; `random` votes by coin. */
export interface Camp {
  readonly name: string;
  readonly share: number;
  readonly taste: Taste | "random";
}

/** A taste in units of its spread over the answers of the starting policy. */
export interface StandardTaste {
  score(answer: Answer): number;
}

/** Mean 0 and std 1 over `answers`, so that one slope of the voting curve suits every taste. Throws when all score alike, or one not alike twice. */
export function standardise(taste: Taste, answers: readonly Answer[]): StandardTaste {
  const scores = answers.map(taste);
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0)
    throw new Error(
      `a taste must give a finite number; it gave ${scores[wrong]} for ${JSON.stringify(answers[wrong])}`,
    );
  const wavering = answers.findIndex((answer, i) => taste(answer) !== scores[i]);
  if (wavering >= 0)
    throw new Error(
      `a taste must score the same answer alike every time; it gave two scores for ${JSON.stringify(answers[wavering])}. ` +
        "For voters who toss a coin there is the taste random",
    );
  const { mean, std } = meanAndStd(scores);
  if (std === 0)
    throw new Error("this taste scores every answer of the starting policy alike: there is nothing to learn from");
  return { score: (answer) => (taste(answer) - mean) / std };
}

/** The camp at a point 0-1 of the crowd, camps lying one after another by their shares. */
export function campAt<T extends { readonly share: number }>(camps: readonly T[], point: number): T {
  let passed = 0;
  for (const camp of camps) {
    passed += camp.share;
    if (point < passed) return camp;
  }
  return camps.at(-1)!;
}
