import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { castVerdict } from "./cast-verdict.ts";
import type { WeightedTastes } from "./measure-policy.ts";
import { type Answer, type Camp, campAt, type StandardTaste, standardise } from "./taste.ts";

/** A camp whose taste is in units of its spread; null votes by coin. */
export interface StandardCamp {
  readonly name: string;
  readonly share: number;
  readonly taste: StandardTaste | null;
}

export interface StandardCrowd {
  /** The camp at a point 0-1 of the crowd. */
  campAt(point: number): StandardCamp;
  /** Noise-free judges of what the session did. A random crowd has no taste: the shipped tastes then judge, all alike. */
  readonly judges: WeightedTastes;
}

/** @param answers of the starting policy, which fix the units of every taste */
export function standardCrowd(camps: readonly Camp[], answers: readonly Answer[]): StandardCrowd {
  const standard = camps.map(({ name, share, taste }) => ({
    name,
    share,
    taste: taste === "random" ? null : standardise(taste, answers),
  }));
  const own = standard.flatMap(({ share, taste }) => (taste === null ? [] : [{ share, taste }]));
  const total = own.reduce((sum, { share }) => sum + share, 0);
  const shipped = Object.values(namedTastes);
  return {
    campAt: (point) => campAt(standard, point),
    judges:
      own.length > 0
        ? own.map(({ share, taste }) => ({ share: share / total, taste }))
        : shipped.map(({ score }) => ({ share: 1 / shipped.length, taste: standardise(score, answers) })),
  };
}

/** How a member of a camp votes on two answers to one prompt. */
export function verdictOf(
  camp: StandardCamp,
  pair: { readonly prompt: string; readonly a: string; readonly b: string },
  noise: number,
  random: () => number,
): Verdict {
  if (camp.taste === null) return random() < 0.5 ? "a" : "b";
  return castVerdict(preferenceForA(camp, pair), noise, random);
}

/** Standardised score of A less that of B; 0 for a camp without taste. */
export function preferenceForA(
  { taste }: StandardCamp,
  { prompt, a, b }: { readonly prompt: string; readonly a: string; readonly b: string },
): number {
  if (taste === null) return 0;
  return taste.score({ prompt, response: a }) - taste.score({ prompt, response: b });
}
