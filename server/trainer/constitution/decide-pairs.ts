import type { NewPair } from "../../arena/ports.ts";
import { shuffled } from "../../ml/training/ppo-iteration.ts";
import type { Judge } from "../judges/judge.ts";

/** A pair and what the constitution says about it. */
export interface DecidedPair {
  readonly pair: NewPair;
  /** Index of the principle that decided; null when all were indifferent. */
  readonly principle: number | null;
  /** Probability that A obeys it more, 0-1. */
  readonly label: number;
}

/** Doubt from which a judge counts as indifferent. */
const INDIFFERENT = 0.05;

/**
 * Preferences by principle: each pair is put to the principles in an order drawn for it, and the first that isn't
 * indifferent decides (Bai et al. 2022 draw one principle a comparison; a rule that sees no difference would waste it).
 * @param judges one a principle
 */
export async function decidePairs(
  pairs: readonly NewPair[],
  judges: readonly Judge[],
  random: () => number,
  onDecided: (count: number) => void = () => {},
): Promise<readonly DecidedPair[]> {
  const orders = pairs.map(() => shuffled([...judges.keys()], random));
  const decided: DecidedPair[] = pairs.map((pair) => ({ pair, principle: null, label: 0.5 }));
  for (let nth = 0; nth < judges.length; nth++) {
    const open = [...decided.keys()].filter((i) => decided[i]!.principle === null);
    for (const [principle, judge] of judges.entries()) {
      const its = open.filter((i) => orders[i]![nth] === principle);
      for (let at = 0; at < its.length; at += judge.batch * judge.lanes) {
        const some = its.slice(at, at + judge.batch * judge.lanes);
        const texts = some.map((i) => ({ prompt: pairs[i]!.prompt.text, a: pairs[i]!.a.text, b: pairs[i]!.b.text }));
        for (const [j, { share }] of (await judge.compare(texts)).entries())
          if (Math.abs(share - 0.5) > INDIFFERENT)
            decided[some[j]!] = { pair: pairs[some[j]!]!, principle, label: share };
      }
    }
    onDecided(decided.filter(({ principle }) => principle !== null).length);
  }
  return decided;
}
