import { shuffled } from "../../../shared/random/shuffled.ts";
import type { MethodState, OpenMethod } from "../../methods/method.ts";
import { afterRejection } from "../../methods/on-policy.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { type AnswerPool, candidateMetrics, sampleAnswers } from "../../trainer/pool/answer-pool.ts";
import { examineSteps, HALVINGS } from "../../trainer/promotion/step-back.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import { openPocketArena, POCKET_ARENA, type SimulatedArena } from "./simulated-arena.ts";

/** The options of a learner for a model of the pocket model's kind, without the seed. */
export const pocketSetting = async (folder: string) => (await openPocketArena(folder)).learner;

/** Answers of the learner's present policy to random training prompts, as the trainer fills its pool. */
export const trainingPool = (
  learner: Learner,
  decode: (tokens: readonly number[]) => string,
  random: () => number,
  { played, schedule }: Pick<SimulatedArena, "played" | "schedule"> = POCKET_ARENA,
): Promise<AnswerPool> =>
  sampleAnswers(learner, shuffled(played, random).slice(0, schedule.poolPrompts), schedule.perPrompt, decode, random);

/** A pool's answers with their prompts. They fix the units of a taste. */
export const spreadOf = ({ prompts, perPrompt, texts }: AnswerPool): Answer[] =>
  texts.map((response, i) => ({ prompt: prompts[Math.floor(i / perPrompt)]!.text, response }));

/** A policy that players would meet: its state and its answers. */
export interface GoodPolicy {
  readonly state: MethodState;
  readonly pool: AnswerPool;
}

export interface RoundOutcome {
  /** What players meet after the round: the candidate, or, where it was rejected, what they met before. */
  readonly good: GoodPolicy;
  /** The candidate's answers, rejected or not. */
  readonly candidate: AnswerPool;
  /** Why the gate rejected it, or null. */
  readonly reason: string | null;
}

/**
 * Iterations of a method, and the gate at their end. After a rejection the learner is back at the policy that players meet.
 * @param sample draws answers of the learner's present policy
 */
export async function gatedRound(
  learner: Learner,
  method: OpenMethod,
  { iterations, isGated, eosId }: { iterations: number; isGated: boolean; eosId: number },
  start: AnswerPool,
  good: GoodPolicy,
  sample: () => Promise<AnswerPool>,
  arena: Pick<SimulatedArena, "gate" | "isSafe"> = POCKET_ARENA,
): Promise<RoundOutcome> {
  for (let i = 0; i < iterations; i++) await method.iterate();
  const ends = { isSafe: arena.isSafe, eosId };
  const ofStart = candidateMetrics(learner, start, start, start, { ...ends, klCoefficient: 0 });
  const { candidate, reason, state } = await examineSteps(method, good.state, HALVINGS, async ({ klCoefficient }) => {
    const candidate = await sample();
    const metrics = candidateMetrics(learner, candidate, start, good.pool, { ...ends, klCoefficient });
    return { candidate, reason: isGated ? arena.gate(metrics, ofStart) : null };
  });
  if (reason === null) return { good: { state, pool: candidate }, candidate, reason };
  await method.restore(afterRejection(good.state, state));
  return { good, candidate, reason };
}
