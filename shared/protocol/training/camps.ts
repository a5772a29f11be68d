/** What training follows where a crowd has two camps, as its host chooses: all votes alike, one camp after the other, or what both can live with. */
export const CAMP_AIMS = ["majority", "turns", "compromise"] as const;
export type CampAim = (typeof CAMP_AIMS)[number];

/** Names of a fit's figures that tell of camps: about how many members either has, and the comparison that divides them. */
export const CAMP_FIGURES = {
  first: "camps/first",
  second: "camps/second",
  example: "camps/example",
  /** 1: the first camp prefers answer A of the example; 0: answer B. */
  firstPrefersA: "camps/example_first_prefers_a",
} as const;

/** What votes tell of a crowd: never who is in which camp, and nothing of camps of fewer than a handful. */
export interface CampsBoard {
  /** Null: one taste, or too few votes to tell. */
  readonly camps: {
    /** Members of the first and of the second camp, about. */
    readonly sizes: readonly [number, number];
    /** The judged pair on which they differ most; null where there is none. */
    readonly example: { readonly prompt: string; readonly answers: readonly [first: string, second: string] } | null;
  } | null;
}
