import { type AnswerPool, candidateMetrics } from "../../../trainer/answer-pool.ts";
import { gate } from "../../../trainer/gate.ts";
import { afterRejection, type Learner, type LearnerState } from "../../../trainer/learner-contract.ts";
import { isSafe } from "../../../world/safety.ts";
import type { RunningMethod } from "./methods.ts";

/** A policy that players would meet: the state behind it and its answers. */
export interface GoodPolicy {
  readonly state: LearnerState;
  readonly pool: AnswerPool;
}

export interface RoundOutcome {
  /** What players meet after the round: the candidate, or, where it was rejected, what they met before. */
  readonly good: GoodPolicy;
  /** The candidate's answers, rejected or not. */
  readonly candidate: AnswerPool;
  /** Why the gate turned it away, or null. */
  readonly reason: string | null;
}

/** Iterations of a method and the gate at their end; a rejected candidate's learner goes back. */
export async function gatedRound(
  learner: Learner,
  method: RunningMethod,
  { iterations, isGated, eosId }: { iterations: number; isGated: boolean; eosId: number },
  start: AnswerPool,
  good: GoodPolicy,
  sample: () => Promise<AnswerPool>,
): Promise<RoundOutcome> {
  for (let i = 0; i < iterations; i++) await method.iterate();
  const candidate = await sample();
  const metrics = candidateMetrics(learner, candidate, start, good.pool, { isSafe, eosId });
  const reason = isGated ? gate(metrics) : null;
  if (reason === null) return { good: { state: learner.state(), pool: candidate }, candidate, reason };
  await learner.restore(afterRejection(good.state, learner.state()));
  return { good, candidate, reason };
}
