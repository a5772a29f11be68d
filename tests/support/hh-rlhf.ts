import type { LeftOutReason } from "../../shared/protocol/imports.ts";
import { seeded } from "../../shared/random/seeded.ts";

/** A row in the form of HH-RLHF's files, with what an import should make of it. */
export interface HhRow {
  readonly row: { readonly chosen: string; readonly rejected: string };
  readonly expected: LeftOutReason | "comparison";
}

const WORDS = ["cats", "the law", "a cake", "my dog", "paint", "nobody", "a joke", "sleep", "money", "rain"];

/**
 * Rows of the forms that occur in harmless-base/test (https://github.com/anthropics/hh-rlhf): one turn and many, answers that are empty or equal,
 * sides that go on, that part early, or that end in a mark with nothing after it.
 */
export const hhRows = (seed: number, count: number): readonly HhRow[] => {
  const rows = endlessRows(seed);
  return Array.from({ length: count }, () => rows.next().value);
};

function* endlessRows(seed: number): Generator<HhRow, never> {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const said = () =>
    `${pick(["What of", "Tell me of", "I don't like"])} ${pick(WORDS)} and ${pick(WORDS)}${pick([".", "?", " ", "\n", "\n\nOr so?"])}`;
  const before = () =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => `\n\nHuman: ${said()}\n\nAssistant:`)
      .map((turn, i, all) => (i < all.length - 1 ? `${turn} ${said()}` : turn))
      .join("");
  for (;;) {
    const prompt = before();
    const [a, b] = [`${said()} A`, `${said()} B`];
    const both = (chosen: string, rejected: string, expected: HhRow["expected"]): HhRow =>
      random() < 0.5
        ? { row: { chosen: prompt + chosen, rejected: prompt + rejected }, expected }
        : { row: { chosen: prompt + rejected, rejected: prompt + chosen }, expected };
    const kind = random();
    if (kind < 0.8) yield both(` ${a}`, ` ${b}`, "comparison");
    else if (kind < 0.84) yield both(` ${a}\n\nHuman:`, ` ${b}\n\nHuman: `, "comparison");
    else if (kind < 0.87) yield both(` ${a}\n\nHuman: ${said()}\n\nAssistant: ${said()}`, ` ${b}`, "goesOn");
    else if (kind < 0.9) yield both(` ${a}`, "", "empty");
    else if (kind < 0.93) yield both(` ${a}`, ` ${a} `, "equal");
    else if (kind < 0.96) yield both(` ${a}`, ` ${b}\n\nHuman: ${said()}`, "goesOn");
    else
      yield {
        row: { chosen: `\n\nHuman: ${said()}1${prompt} ${a}`, rejected: `\n\nHuman: ${said()}2${prompt} ${b}` },
        expected: "apart",
      };
  }
}
