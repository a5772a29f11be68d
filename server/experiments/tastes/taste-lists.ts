import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { plainTastes } from "./plain-tastes.ts";

/** Where a taste comes from, which decides what its figure is worth: the world's authors made the shipped ones. */
export const TASTE_KINDS = ["shipped", "unseen", "own"] as const;
export type TasteKind = (typeof TASTE_KINDS)[number];

/** Lists of tastes that stand for all of a kind. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  all: Object.keys(namedTastes),
  unseen: Object.keys(plainTastes),
};

/**
 * The tastes of a list, each as the crowd takes it: separated by semicolons; `all` are those that ship with the pocket world, `unseen` those of plain
 * text that know nothing of it. Nothing is played twice.
 */
export const tastesIn = (list: string): readonly string[] => [
  ...new Set(list.split(";").flatMap((one) => LISTS[one.trim()] ?? [one.trim()])),
];

/** A mixture, a file and `random` are the user's own. */
export function tasteKind(taste: string): TasteKind {
  if (Object.hasOwn(namedTastes, taste)) return "shipped";
  return Object.hasOwn(plainTastes, taste) ? "unseen" : "own";
}

/** Groups what was measured by the kind of its taste, the shipped ones first. */
export function byTasteKind<T extends { readonly taste: string }>(
  measured: readonly T[],
): readonly (readonly [TasteKind, readonly T[]])[] {
  const groups = Map.groupBy(measured, ({ taste }) => tasteKind(taste));
  return TASTE_KINDS.flatMap((kind) => {
    const some = groups.get(kind);
    return some === undefined ? [] : [[kind, some] as const];
  });
}
