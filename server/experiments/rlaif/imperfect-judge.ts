import type { Judge } from "../../external/judges/judge.ts";

/** A judge that is made to err: each opinion is turned round with probability `1 - accuracy`, whatever the pair. */
export const imperfectJudge = (judge: Judge, accuracy: number, random: () => number): Judge => ({
  ...judge,
  async compare(pairs, signal) {
    const opinions = await judge.compare(pairs, signal);
    return opinions.map((one) => (random() < accuracy ? one : { ...one, share: 1 - one.share }));
  },
});
