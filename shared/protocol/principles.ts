/** Principles that the pocket world's own grammar judges. */
export const PRINCIPLES = [
  "kind",
  "truthful",
  "short",
  "on-topic",
  "direct",
  "quiet",
  "playful",
  "fact-first",
] as const;
export type PrincipleName = (typeof PRINCIPLES)[number];

/** How many principles a constitution has, and how long each is; none holds the `;` that separates them. */
export const CONSTITUTION = { min: 1, max: 16, maxCharacters: 200 } as const;

/** What the trainer tells of a principle after each cycle, among the metrics of its `gate` step. */
export const PRINCIPLE_FIGURES = ["decided", "people", "agreed", "start", "now"] as const;
export type PrincipleFigure = (typeof PRINCIPLE_FIGURES)[number];

/**
 * Names such a metric. `decided`: pairs that the principle decided; `people`: pairs on which both it and people preferred an answer,
 * `agreed`: those on which it was the same; `start`, `now`: share of the starting and of the candidate's answers that obey it.
 */
export const principleMetric = (principle: string, figure: PrincipleFigure): string =>
  `principles/${principle}/${figure}`;
