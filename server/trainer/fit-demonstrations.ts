import { shuffled } from "../../shared/random/shuffled.ts";
import type { Engine } from "../ml/engine/engine.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import type { Checkpoint } from "../ml/model/checkpoint.ts";
import { openLanguageModel } from "../ml/training/language-model.ts";
import type { SequenceShape } from "../ml/training/reference-model.ts";
import type { Learner } from "./learner-contract.ts";

const ROWS = 16;
const LEARNING_RATE = 1e-4;
/** An adapter learns best at about ten times the rate of whole matrices (Schulman et al. 2025, "LoRA Without Regret"). */
const ADAPTER_LEARNING_RATE = 1e-3;

/** Supervised steps on answers that people wrote, between the steps of whatever else moves the policy (Ouyang et al. 2022 mix such a loss into PPO). */
export interface DemonstrationFit {
  /**
   * Moves the learner's policy towards up to `count` of the demonstrations, each of them once, drawn anew at each call. What the learner
   * keeps beside the weights (moments, value head, KL coefficient) stays as it is.
   * @returns the mean loss before each step, in nats a token; null without anything to learn from
   */
  fit(
    demonstrations: readonly Sequence[],
    count: number,
    random: () => number,
  ): Promise<{ readonly loss: number; readonly steps: number } | null>;
  dispose(): Promise<void>;
}

export function openDemonstrationFit(
  learner: Learner,
  {
    engine,
    start,
    shape,
  }: { readonly engine: Engine; readonly start: Pick<Checkpoint, "config">; readonly shape: SequenceShape },
): DemonstrationFit {
  const { trainable } = learner;
  const isWhole = Object.keys(trainable.frozen).length === 0;
  const learningRate = isWhole ? LEARNING_RATE : ADAPTER_LEARNING_RATE;
  const how = { ...shape, rows: ROWS, threads: trainable.hold.threads ?? 1 };
  const model = openLanguageModel(engine, start.config, learner.policy.weights(), how, trainable);
  return {
    async fit(demonstrations, count, random) {
      const drawn = shuffled(demonstrations, random).slice(0, count);
      if (drawn.length === 0) return null;
      const state = learner.state();
      model.adopt(learner.policy.weights());
      const losses: number[] = [];
      for (let at = 0; at < drawn.length; at += ROWS)
        losses.push((await model.step(drawn.slice(at, at + ROWS), learningRate)).loss);
      const moved = Object.entries(model.weights()).map(([name, { values }]) => [`p:${name}`, values] as const);
      await learner.restore({ ...state, policy: { ...state.policy, ...Object.fromEntries(moved) } });
      return { loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, steps: losses.length };
    },
    dispose: () => model.dispose(),
  };
}
