import type { MethodName } from "../../shared/protocol/training-methods.ts";
import { finite, type TrainingLine } from "./training-line.ts";

/** Iterations of the method in use, under its name, while another one would end before `deadline` (of `performance.now`); each leaves its metrics. */
export async function improvePolicy(
  { arenaId, method, schedule, stores }: TrainingLine,
  name: MethodName,
  policyVersion: number,
  deadline: number,
): Promise<void> {
  for (let i = 0; i < schedule.iterations; i++) {
    const started = performance.now();
    const metrics = finite(await method.iterate());
    await stores.trainingSteps.add(arenaId, [{ kind: name, policyVersion, metrics }]);
    const now = performance.now();
    if (now + (now - started) > deadline) return;
  }
}
