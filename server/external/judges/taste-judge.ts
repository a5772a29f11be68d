import type { Taste } from "../../world/tastes/taste.ts";
import type { Judge } from "./judge.ts";

/** Prefers what scores higher, with certainty; a taste knows no doubt. */
export const tasteJudge = (name: string, taste: Taste): Judge => ({
  name,
  batch: 16,
  lanes: 1,
  compare: async (pairs) =>
    pairs.map(({ prompt, a, b }) => {
      const difference = taste({ prompt, response: a }) - taste({ prompt, response: b });
      return { share: (1 + Math.sign(difference)) / 2, ordersAgree: null };
    }),
});
