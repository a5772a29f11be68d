/**
 * What can be told of a version's answers beside another's, in the order in which it is told where differences are alike. The unit says
 * what a figure is a mean of: words an answer, a share of sentences, or things an answer. The manners and the facts are those of the
 * pocket world; of any other text only its length, questions, exclamations and variety are known.
 */
export const TRAITS = {
  words: { unit: "words" },
  kind: { unit: "sentences" },
  grumpy: { unit: "sentences" },
  playful: { unit: "sentences" },
  poetic: { unit: "sentences" },
  formal: { unit: "sentences" },
  facts: { unit: "answers" },
  myths: { unit: "answers" },
  astray: { unit: "answers" },
  exclamations: { unit: "answers" },
  questions: { unit: "answers" },
  /** Share of an answer's word pairs that no other answer of the version has. */
  variety: { unit: "pairs" },
} as const;

export type TraitName = keyof typeof TRAITS;
export const TRAIT_NAMES = Object.keys(TRAITS) as readonly TraitName[];

/** A difference between two versions' answers that chance doesn't explain: means of both in the trait's unit. */
export interface TraitChange {
  readonly trait: TraitName;
  readonly before: number;
  readonly after: number;
}
