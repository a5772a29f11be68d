import { METHOD_NAMES } from "../../../shared/protocol/training-methods.ts";
import type { LearnerOptions } from "../../trainer/learner-contract.ts";
import { VARIANTS } from "../simulate/variants.ts";
import { bestOfN } from "./best-of-n.ts";
import { runMethod } from "./run-method.ts";
import { sftOnWinners } from "./sft-on-winners.ts";
import type { Contestant } from "./trial.ts";

export interface ContestantPlan {
  readonly run: Contestant;
  /** What its learner has in the place of the shipped settings. */
  readonly learner: Pick<LearnerOptions, "adapter" | "ensemble">;
}

const ITERATING = [...METHOD_NAMES, "unregularised"] as const;

export const CONTESTANTS = [...METHOD_NAMES, "best-of-n", "sft-winners", "unregularised"] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

/** @param n answers from which best-of-n picks */
export function contestants(n: number): Readonly<Record<ContestantName, ContestantPlan>> {
  const iterating = ITERATING.map((name) => {
    const variant = VARIANTS[name];
    return [name, { run: runMethod(variant), learner: variant.learner }] as const;
  });
  return {
    ...(Object.fromEntries(iterating) as Record<(typeof ITERATING)[number], ContestantPlan>),
    "best-of-n": { run: bestOfN(n), learner: {} },
    "sft-winners": { run: sftOnWinners, learner: {} },
  };
}
