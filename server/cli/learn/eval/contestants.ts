import type { LearnerOptions } from "../../../trainer/learner-contract.ts";
import { METHODS } from "../simulate/methods.ts";
import { bestOfN } from "./best-of-n.ts";
import { runMethod } from "./run-method.ts";
import { sftOnWinners } from "./sft-on-winners.ts";
import type { Contestant } from "./trial.ts";

export interface ContestantPlan {
  readonly run: Contestant;
  /** What its learner has in the place of the shipped settings. */
  readonly settings: Pick<LearnerOptions, "ppo" | "ensemble">;
}

export const CONTESTANTS = ["ppo", "dpo", "best-of-n", "sft-winners", "careless"] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

/** @param n answers from which best-of-n picks */
export function contestants(n: number): Readonly<Record<ContestantName, ContestantPlan>> {
  const running = (name: keyof typeof METHODS) => ({ run: runMethod(name), settings: METHODS[name].settings });
  return {
    ppo: running("ppo"),
    dpo: running("dpo"),
    "best-of-n": { run: bestOfN(n), settings: {} },
    "sft-winners": { run: sftOnWinners, settings: {} },
    careless: running("careless"),
  };
}
