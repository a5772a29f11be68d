import type { ComparedTexts, Preference } from "../ports/results.ts";

/** A row of TRL's unpaired preference format (https://huggingface.co/docs/trl/dataset_formats). */
export interface Unpaired {
  readonly prompt: string;
  readonly completion: string;
  /** Whether people preferred it to the other answer. */
  readonly label: boolean;
}

/** Null where there is nothing to prefer: a tie, or half of the verdicts or more found both bad. */
export function preferenceOf({ prompt, a, b, label, bothBad }: ComparedTexts): Preference | null {
  if (label === 0.5 || bothBad >= 0.5) return null;
  return label > 0.5 ? { prompt, chosen: a, rejected: b } : { prompt, chosen: b, rejected: a };
}

/** One row for each answer; two unwanted ones where both were bad, none for a tie. */
export function unpairedOf(pair: ComparedTexts): readonly Unpaired[] {
  const { prompt } = pair;
  if (pair.bothBad >= 0.5) return [pair.a, pair.b].map((completion) => ({ prompt, completion, label: false }));
  const preference = preferenceOf(pair);
  if (preference === null) return [];
  return [
    { prompt, completion: preference.chosen, label: true },
    { prompt, completion: preference.rejected, label: false },
  ];
}
