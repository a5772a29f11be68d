import { shuffled } from "../../../shared/random/shuffled.ts";
import type { PreferencePair } from "../../ml/training/preference-pair.ts";

/** Splits pairs by prompt, so that held-out ones ask what was never trained on: a share of the prompts, one at least where there are two. */
export function holdOut<T extends PreferencePair>(
  pairs: readonly T[],
  share: number,
  random: () => number,
): { train: T[]; heldOut: T[] } {
  const groups = [...Map.groupBy(pairs, ({ chosen }) => chosen.prompt.join()).values()];
  const order = shuffled(groups, random);
  const count = groups.length < 2 ? 0 : Math.max(1, Math.round(share * groups.length));
  return { heldOut: order.slice(0, count).flat(), train: order.slice(count).flat() };
}
