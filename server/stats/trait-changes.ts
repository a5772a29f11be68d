import { TRAIT_NAMES, type TraitChange, type TraitName } from "../../shared/round/traits.ts";
import { mean, total } from "./moments.ts";

/**
 * Normal deviates that a difference has to be away from nothing. All traits are looked at together: that any of twelve is as far by
 * chance happens in 4% of comparisons (Bonferroni).
 */
const TOLD_Z = 2.94;

/** The figures of a version are kept among its metrics under these names: the mean of a trait, and the standard error of that mean. */
const meanName = (trait: TraitName): string => `answers/${trait}`;
const errorName = (trait: TraitName): string => `answers/${trait}_se`;

/**
 * The mean of each trait over a version's answers, and its standard error. Every prompt counts alike, and only the spread among the
 * answers to one prompt is error: all versions answer the same prompts.
 * @param answers each with its prompt; a prompt with a single answer tells nothing of the spread, and then there is no error of any trait
 */
export function traitMetrics(
  answers: readonly { readonly prompt: string; readonly traits: Readonly<Record<TraitName, number>> }[],
): Readonly<Record<string, number>> {
  const groups = [...Map.groupBy(answers, ({ prompt }) => prompt).values()];
  if (groups.length === 0 || groups.some((group) => group.length < 2)) return {};
  const figures = TRAIT_NAMES.flatMap((trait): [string, number][] => {
    const values = groups.map((group) => group.map(({ traits }) => traits[trait]));
    const errors = values.map((some) => variance(some) / some.length);
    return [
      [meanName(trait), mean(values.map(mean))],
      [errorName(trait), Math.sqrt(total(errors)) / groups.length],
    ];
  });
  return Object.fromEntries(figures);
}

/** Of a sample, with n - 1. */
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return total(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}

type Metrics = Readonly<Record<string, number>>;

/**
 * Traits in which a version's answers differ from an earlier one's beyond chance, the clearest first. Null where nobody has counted them,
 * as for versions from before traits were kept; empty where nothing can be told apart.
 */
export function traitChanges(earlier: Metrics, later: Metrics): readonly TraitChange[] | null {
  const known = TRAIT_NAMES.flatMap((trait) => {
    const [before, after] = [earlier[meanName(trait)], later[meanName(trait)]];
    const [errorBefore, errorAfter] = [earlier[errorName(trait)], later[errorName(trait)]];
    if (before === undefined || after === undefined || errorBefore === undefined || errorAfter === undefined) return [];
    const difference = Math.abs(after - before);
    const deviates = difference === 0 ? 0 : difference / Math.hypot(errorBefore, errorAfter);
    return [{ trait, before, after, deviates }];
  });
  if (known.length === 0) return null;
  return known
    .filter(({ deviates }) => deviates > TOLD_Z)
    .sort((a, b) => b.deviates - a.deviates)
    .map(({ trait, before, after }) => ({ trait, before, after }));
}
