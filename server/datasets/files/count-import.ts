import { createHash } from "node:crypto";
import type { Counts, LeftOutReason, UnreadReason } from "../../../shared/protocol/imports.ts";
import { counted, totalOf } from "../../../shared/protocol/imports.ts";
import type { Preference } from "../../ports/results.ts";
import { readComparisons } from "./read-comparisons.ts";

/** What an import would bring, counted before anything is written. */
export interface ImportCounts {
  readonly rows: number;
  readonly comparisons: number;
  readonly leftOut: Counts<LeftOutReason>;
  /** Comparisons that the arena's model can't learn from. */
  readonly unread: Counts<UnreadReason>;
  /** SHA-256 of the comparisons in their order. */
  readonly digest: Buffer;
}

/** A digest that grows with each page. */
export function comparisonsDigest() {
  const hash = createHash("sha256");
  return {
    add(page: readonly Preference[]): void {
      for (const { prompt, turns, chosen, rejected } of page)
        hash.update(`${JSON.stringify([prompt, turns ?? null, chosen, rejected])}\n`);
    },
    end: () => hash.digest(),
  };
}

/**
 * Reads a file to its end.
 * @param whyUnread the reason's name where the model can't learn from a comparison
 * @param onUnusable told about rows that are no comparisons; where it isn't given, the first of them is an error
 * @throws DatasetProblem naming line or row
 */
export async function countImport(
  path: string,
  whyUnread: (comparison: Preference) => UnreadReason | null,
  onUnusable?: (problem: string) => void,
  onRows: (rows: number) => void = () => {},
): Promise<ImportCounts> {
  const digest = comparisonsDigest();
  let rows = 0;
  let comparisons = 0;
  let leftOut: Counts<LeftOutReason> = {};
  let unread: Counts<UnreadReason> = {};
  const pages = readComparisons(path, {
    onRow() {
      rows++;
      onRows(1);
    },
    ...(onUnusable === undefined
      ? {}
      : {
          onUnusable(problem: string, reason: LeftOutReason) {
            leftOut = counted(leftOut, reason);
            onUnusable(problem);
          },
        }),
  });
  for await (const page of pages) {
    comparisons += page.length;
    digest.add(page);
    for (const comparison of page) {
      const reason = whyUnread(comparison);
      if (reason !== null) unread = counted(unread, reason);
    }
  }
  return { rows, comparisons, leftOut, unread, digest: digest.end() };
}

const LEFT_OUT_WORDS: Readonly<Record<LeftOutReason, string>> = {
  missing: "have null, or nothing, where a text belongs",
  empty: "have an empty prompt or answer",
  equal: "have two equal answers",
  tie: "prefer neither answer by their scores or verdict",
  apart: "have two sides that share no prompt",
  goesOn: "go on after the answer",
  role: "have a role that nobody knows",
  media: "have parts that are no text",
  mixed: "have a value of another kind than their columns need",
  characters: "have half a character or a NUL",
  tooLarge: "have a text, or a list, that is too long to be stored",
  alone: "have a thumb and no answer with the other thumb to the same prompt",
};

const unreadWords = (promptWindow: number, answerWindow: number): Readonly<Record<UnreadReason, string>> => ({
  turns: "are conversations of several turns, and this model reads single questions",
  template: "are conversations that the model's chat template refuses",
  longPrompt: `have a prompt of more than ${promptWindow} tokens, which the model doesn't read`,
  longAnswer: `have an answer of more than ${answerWindow - 1} tokens, which the model doesn't read`,
  spelling: "have an answer that the model's vocabulary can't spell",
  same: "have two answers that are the same to the model",
});

const number = (count: number): string => count.toLocaleString("en");

/** Lines of a count by reasons, the most frequent first. */
function lines<Reason extends string>(counts: Counts<Reason>, words: Readonly<Record<Reason, string>>): string {
  const entries = (Object.entries(counts) as [Reason, number][]).sort(([, a], [, b]) => b - a);
  return entries.map(([reason, count]) => `  ${number(count)} ${words[reason]}\n`).join("");
}

/** What an import brings, in words. */
export function tellCounts(
  { rows, comparisons, leftOut, unread }: ImportCounts,
  windows: { readonly promptWindow: number; readonly windows: readonly number[] },
  replayed: number,
): string {
  const without = totalOf(leftOut);
  const learnt = comparisons - totalOf(unread);
  const newest =
    learnt > replayed ? ` The reward model is fitted to the newest ${number(replayed)} comparisons of an arena.\n` : "";
  return (
    `${number(rows)} rows, ${number(comparisons)} comparisons.\n` +
    (without === 0 ? "" : `${number(without)} rows are left out:\n${lines(leftOut, LEFT_OUT_WORDS)}`) +
    `The arena's model can learn from ${number(learnt)} of the ${number(comparisons)}${learnt === comparisons ? "." : ". The others:"}\n` +
    lines(unread, unreadWords(windows.promptWindow, Math.max(...windows.windows))) +
    newest
  );
}
