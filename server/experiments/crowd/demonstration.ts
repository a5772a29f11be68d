import type { MeasuredAnswers } from "./measure-policy.ts";

/** What two versions say to one prompt. */
export interface ShownAnswers {
  readonly prompt: string;
  readonly before: string;
  readonly after: string;
  readonly versionBefore: number;
  readonly versionAfter: number;
}

type Answers = Pick<MeasuredAnswers, "answers"> & { readonly version: number };

/**
 * What a class can be shown of what it taught: the first answer of each version to every prompt, so that nobody chose it.
 * @param before answers to the same questions as those `after`, in the same order
 */
export function demonstrate(before: Answers, after: Answers): readonly ShownAnswers[] {
  const shown = new Set<string>();
  return before.answers.flatMap(({ prompt, response }, i) => {
    if (shown.has(prompt)) return [];
    shown.add(prompt);
    const versions = { versionBefore: before.version, versionAfter: after.version };
    return [{ prompt, before: response, after: after.answers[i]!.response, ...versions }];
  });
}

export function describeDemonstration(shown: readonly ShownAnswers[]): string {
  const said = (version: number, text: string) => `  version ${version}: ${JSON.stringify(text)}\n`;
  const blocks = shown.map(
    ({ prompt, before, after, versionBefore, versionAfter }) =>
      `\n${prompt}\n${said(versionBefore, before)}${said(versionAfter, after)}`,
  );
  return `\nBefore and after, the first answer of each to every held-out prompt:\n${blocks.join("")}`;
}
