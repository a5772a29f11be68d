import { finite, type TrainingLine } from "./training-line.ts";

/** Fewer than so many that the model can read say more about their writers than about the class. */
const ENOUGH = 8;

/**
 * A cycle's supervised step on players' answers that were preferred to the machine's and are not hidden.
 * @param share what they are to be of all answers that the cycle learns from, 0-0.5
 */
export async function learnDemonstrations(
  { arenaId, demonstrations, demonstrationSequence, learner, random, schedule, stores }: TrainingLine,
  share: number,
  policyVersion: number,
): Promise<void> {
  if (share === 0) return;
  const readable = (await stores.demonstrations.list(arenaId)).flatMap((one) => demonstrationSequence(one) ?? []);
  if (readable.length < ENOUGH) return;
  const count = Math.round((schedule.iterations * learner.batch * share) / (1 - share));
  const fitted = await demonstrations.fit(readable, count, random);
  if (fitted === null) return;
  const metrics = finite({ ...fitted, demonstrations: readable.length });
  await stores.trainingSteps.add(arenaId, [{ kind: "sft", policyVersion, metrics }]);
}
