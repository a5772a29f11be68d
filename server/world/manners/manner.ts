/** The manners an answer can mix. */
export const mannerNames = ["kind", "grumpy", "playful", "plain", "rambling", "formal", "poetic", "curious"] as const;
export type MannerName = (typeof mannerNames)[number];

export const partNames = ["opener", "elaboration", "closer"] as const;
export type PartName = (typeof partNames)[number];

/**
 * Templates of one manner (see grammar/template.ts). A part is one whole sentence with its end mark; `$` is the subject.
 * An intro wraps a statement at `%`. No template has four fixed words in a row: the grammar's own phrases must be rarer
 * than what a collapsing policy repeats.
 */
export type Manner = Readonly<Record<PartName, readonly string[]>> & { readonly intro: readonly string[] };
