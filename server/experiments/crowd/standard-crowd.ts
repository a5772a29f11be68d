import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import { meanAndStd } from "../../stats/moments.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import type { Answer, Taste } from "../../world/tastes/taste.ts";

/** A part of a crowd that shares a taste; `random` votes at random. */
export interface Camp {
  readonly name: string;
  readonly share: number;
  readonly taste: Taste | "random";
}

/** A taste in units of its spread over the answers of the starting policy. */
export interface StandardTaste {
  score(answer: Answer): number;
}

/** Tastes and how much each counts; the shares sum to 1. */
export type WeightedTastes = readonly { readonly share: number; readonly taste: StandardTaste }[];

/** A camp whose taste is in units of its spread; null votes at random. */
export interface StandardCamp {
  readonly name: string;
  readonly share: number;
  readonly taste: StandardTaste | null;
}

export interface StandardCrowd {
  /** The camp at a point 0-1 of the crowd, camps lying one after another by their shares. */
  campAt(point: number): StandardCamp;
  /** What the session is measured by, without noise. A crowd that votes at random has no taste: then the shipped tastes count alike. */
  readonly tastes: WeightedTastes;
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
  return {
    campAt: (point) => campAt(standard, point),
    tastes: own.length > 0 ? own.map(({ share, taste }) => ({ share: share / total, taste })) : shippedTastes(answers),
  };
}

/** All shipped tastes alike, but for those that tell none of these answers from another: some know only the words of the pocket world. */
function shippedTastes(answers: readonly Answer[]): WeightedTastes {
  const telling = Object.values(namedTastes).filter(({ score }) => new Set(answers.map(score)).size > 1);
  if (telling.length === 0)
    throw new Error(
      "every shipped taste scores all answers of the starting model alike: nothing tells what a crowd without a taste did to it",
    );
  return telling.map(({ score }) => ({ share: 1 / telling.length, taste: standardise(score, answers) }));
}

function campAt(camps: readonly StandardCamp[], point: number): StandardCamp {
  let passed = 0;
  for (const camp of camps) {
    passed += camp.share;
    if (point < passed) return camp;
  }
  return camps.at(-1)!;
}

/**
 * Mean 0 and standard deviation 1 over `answers`, so that one slope of the voting curve suits every taste.
 * @throws Error when a score is not finite, when all answers score alike, or when one answer gets two scores
 */
export function standardise(taste: Taste, answers: readonly Answer[]): StandardTaste {
  const scores = answers.map(taste);
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0)
    throw new Error(
      `a taste must give a finite number; it gave ${scores[wrong]} for ${JSON.stringify(answers[wrong])}`,
    );
  const wavering = answers.findIndex((answer, i) => taste(answer) !== scores[i]);
  if (wavering >= 0)
    throw new Error(
      `a taste must score the same answer alike every time; it gave two scores for ${JSON.stringify(answers[wavering])}. ` +
        "For voters who toss a coin there is the taste random",
    );
  const { mean, std } = meanAndStd(scores);
  if (std === 0)
    throw new Error("this taste scores every answer of the starting policy alike: there is nothing to learn from");
  return { score: (answer) => (taste(answer) - mean) / std };
}

/** How a member of a camp votes on two answers to one prompt; a share `noise` of the votes is flipped. */
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

/** Standardised scores closer than this look alike to a voter. */
const NEAR = 0.1;
/** Probability that a voter to whom both look alike votes a tie. */
const TIE = 0.6;
/** Slope of the voting curve per standard deviation of the taste. */
const SLOPE = 2;

/**
 * A noisy voter: a logistic choice on the difference of two standardised scores. A share `noise` of the choices is flipped.
 * @param difference score of A less score of B, in standard deviations over the starting policy's answers
 */
export function castVerdict(difference: number, noise: number, random: () => number): Verdict {
  if (Math.abs(difference) < NEAR && random() < TIE) return "tie";
  const prefersA = random() < sigmoid(SLOPE * difference);
  const flipped = random() < noise;
  return prefersA !== flipped ? "a" : "b";
}
