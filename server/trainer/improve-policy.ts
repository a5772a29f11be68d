import { finite, type TrainingLine } from "./training-line.ts";

/** PPO iterations while another one fits into the schedule's time; each leaves its metrics under TRL's names. */
export async function improvePolicy(
  { arenaId, learner, schedule, stores }: TrainingLine,
  policyVersion: number,
): Promise<void> {
  const began = performance.now();
  for (let i = 0; i < schedule.iterations; i++) {
    const started = performance.now();
    const { metrics, parts } = await learner.iterate();
    const seconds = {
      "time/rollout": parts.rollout / 1000,
      "time/scoring": parts.scoring / 1000,
      "time/training": parts.training / 1000,
    };
    const step = { kind: "ppo", policyVersion, metrics: finite({ ...metrics, ...seconds }) } as const;
    await stores.trainingSteps.add(arenaId, [step]);
    const now = performance.now();
    if (now - began + (now - started) > schedule.ppoMs) return;
  }
}
