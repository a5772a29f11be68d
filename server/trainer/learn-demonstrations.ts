import { shuffled } from "../../shared/random/shuffled.ts";
import { finite, type Metrics, type OpenMethod } from "../methods/method.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import type { TrainingLine } from "./training-line.ts";

/** Fewer than so many that the model can read say more about their writers than about the class. */
const ENOUGH = 8;

/** What the answers of each kind are to be of all that a cycle learns from. */
export interface DemonstrationShares {
  /** Players', 0-0.5. */
  readonly demonstrationShare: number;
  /** External models', 0-0.4. */
  readonly teacherShare: number;
}

/**
 * A cycle's supervised steps on answers that were preferred to the policy's and are not hidden: what players wrote, and what external
 * models did, from which the policy learns as from a teacher. True where there were enough of them to move it.
 */
export async function learnDemonstrations(
  line: TrainingLine,
  { demonstrationShare, teacherShare }: DemonstrationShares,
  policyVersion: number,
): Promise<boolean> {
  const { arenaId, method, schedule, stores } = line;
  let moved = false;
  const sampled = (schedule.iterations * method.batch) / (1 - demonstrationShare - teacherShare);
  if (demonstrationShare > 0) {
    const written = await stores.demonstrations.list(arenaId);
    moved = await learnFrom(line, "demonstrations", written, sampled * demonstrationShare, policyVersion);
  }
  if (teacherShare > 0) {
    const taught = await stores.externalModels.winners(arenaId);
    const taughtIt = await learnFrom(line, "teacher_demonstrations", taught, sampled * teacherShare, policyVersion);
    moved ||= taughtIt;
  }
  return moved;
}

/** @param name under which the step tells how many answers there were to learn from */
async function learnFrom(
  { arenaId, demonstrationSequence, random, sft, stores }: TrainingLine,
  name: string,
  answers: readonly { readonly prompt: string; readonly text: string }[],
  count: number,
  policyVersion: number,
): Promise<boolean> {
  const readable = answers.flatMap((one) => demonstrationSequence(one) ?? []);
  if (readable.length < ENOUGH) return false;
  const fitted = await imitate(sft, readable, Math.round(count), random);
  if (fitted === null) return false;
  const metrics = finite({ ...fitted, [name]: readable.length });
  await stores.trainingSteps.add(arenaId, [{ kind: "sft", policyVersion, metrics }]);
  return true;
}

/**
 * Moves the policy towards up to `count` of the demonstrations, each of them once, drawn anew at each call.
 * @returns the mean loss before each step, in nats a token; null without anything to learn from
 */
export async function imitate(
  sft: OpenMethod<readonly Sequence[]>,
  demonstrations: readonly Sequence[],
  count: number,
  random: () => number,
): Promise<Metrics | null> {
  const drawn = shuffled(demonstrations, random).slice(0, count);
  return drawn.length === 0 ? null : sft.iterate(drawn);
}
