import type { MethodState, OpenMethod } from "../../methods/method.ts";
import { afterRejection } from "../../methods/on-policy.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { type AnswerPool, candidateMetrics } from "../../trainer/pool/answer-pool.ts";
import { gate } from "../../trainer/promotion/gate.ts";
import { isSafe } from "../../world/safety.ts";

/** A policy that players would meet: the state behind it and its answers. */
export interface GoodPolicy {
  readonly state: MethodState;
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

/** Iterations of a method and the gate at their end; a rejected candidate's policy goes back. */
export async function gatedRound(
  learner: Learner,
  method: OpenMethod,
  { iterations, isGated, eosId }: { iterations: number; isGated: boolean; eosId: number },
  start: AnswerPool,
  good: GoodPolicy,
  sample: () => Promise<AnswerPool>,
): Promise<RoundOutcome> {
  for (let i = 0; i < iterations; i++) await method.iterate();
  const candidate = await sample();
  const state = method.state();
  const checks = { isSafe, eosId, klCoefficient: state.klCoefficient };
  const metrics = candidateMetrics(learner, candidate, start, good.pool, checks);
  const reason = isGated ? gate(metrics) : null;
  if (reason === null) return { good: { state, pool: candidate }, candidate, reason };
  await method.restore(afterRejection(good.state, state));
  return { good, candidate, reason };
}
