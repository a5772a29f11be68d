import type { Method } from "../../shared/protocol/training-methods.ts";
import { finite, type TrainingLine } from "./training-line.ts";

/** Iterations of a method while another one would end before `deadline` (of `performance.now`); each leaves its metrics under TRL's names. */
export async function improvePolicy(
  { arenaId, dpo, learner, schedule, stores }: TrainingLine,
  method: Method,
  policyVersion: number,
  deadline: number,
): Promise<void> {
  const iterations = {
    async ppo() {
      const { metrics, parts } = await learner.iterate();
      const { rollout, scoring, training } = parts;
      return {
        ...metrics,
        "time/rollout": rollout / 1000,
        "time/scoring": scoring / 1000,
        "time/training": training / 1000,
      };
    },
    dpo: () => dpo.iterate(),
  } as const satisfies Record<Method, () => Promise<Record<string, number>>>;

  for (let i = 0; i < schedule.iterations; i++) {
    const started = performance.now();
    const metrics = finite(await iterations[method]());
    await stores.trainingSteps.add(arenaId, [{ kind: method, policyVersion, metrics }]);
    const now = performance.now();
    if (now + (now - started) > deadline) return;
  }
}
