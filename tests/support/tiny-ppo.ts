import type { Engine } from "../../server/ml/engine/engine.ts";
import { type Generated, openGenerator } from "../../server/ml/model/generator.ts";
import { freshAdapter, type LowRank } from "../../server/ml/model/low-rank-adapter.ts";
import type { NamedTensors } from "../../server/ml/model/safetensors.ts";
import { freshPolicyState, openPolicy } from "../../server/ml/training/policy.ts";
import { type PpoContext, type PpoIteration, ppoIteration } from "../../server/ml/training/ppo-iteration.ts";
import { PPO, type PpoSettings } from "../../server/ml/training/ppo-settings.ts";
import { openReferenceModel, type Reading } from "../../server/ml/training/reference-model.ts";
import { adapterOn, wholeModel } from "../../server/ml/training/trainable.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "./tiny-model.ts";

export const TINY_PPO: PpoSettings = { ...PPO, batch: 32, minibatch: 8, epochs: 2, learningRate: 3e-3, stopKl: 0.1 };

/** PPO on the tiny model with a reward that a test plants, and what tests look at. */
export interface TinyPpo {
  readonly policy: PpoContext["policy"];
  readonly reference: PpoContext["reference"];
  iterate(change?: Partial<Pick<PpoContext, "reward" | "klCoefficient" | "settings">>): Promise<PpoIteration>;
  /** The responses of the last iteration. */
  readonly generated: readonly Generated[];
  /** Puts the generator on the policy's present weights, after a restore. */
  renew(): Promise<void>;
  dispose(): Promise<void>;
}

const prompts = Array.from({ length: TINY_PPO.batch / TINY_PPO.perPrompt }, (_, i) =>
  tinyTokens(2 + (i % 4), seeded(i)),
);
const asWords = (tokens: readonly number[]) => tokens.map((id, token) => ({ text: String(id), token }));

/**
 * @param reward of each response's tokens
 * @param adapter trains one to the model, and not the model itself
 */
export async function openTinyPpo(
  engine: Engine,
  reward: (response: readonly number[]) => number,
  adapter?: LowRank,
): Promise<TinyPpo> {
  const weights: NamedTensors = tinyWeights(31);
  const trainable = adapter === undefined ? wholeModel(TINY) : adapterOn({ config: TINY, weights }, adapter, 1);
  const { frozen, hold } = trainable;
  const trained = adapter === undefined ? weights : freshAdapter(TINY, adapter, seeded(1));
  const policy = openPolicy(engine, TINY, freshPolicyState(TINY, trained), TINY_SHAPE, TINY_PPO, trainable);
  const reference = openReferenceModel(engine, TINY, adapter === undefined ? weights : frozen, TINY_SHAPE, hold);
  const shape = { ...TINY_SHAPE, rows: TINY_PPO.batch, responseWindow: 12 };
  let generator = await openGenerator(engine, TINY, { ...frozen, ...trained }, shape, hold);
  let generated: readonly Generated[] = [];
  let seed = 0;
  async function renew() {
    const renewed = await generator.withWeights({ ...frozen, ...policy.weights() });
    await generator.dispose();
    generator = renewed;
  }
  return {
    policy,
    reference,
    get generated() {
      return generated;
    },
    async iterate(change = {}) {
      const listening: PpoContext["generator"] = {
        ...generator,
        generate: async (asked, sampling) => {
          const answers = await generator.generate(asked, sampling);
          generated = answers;
          return answers;
        },
      };
      const context: PpoContext = {
        policy,
        reference,
        generator: listening,
        reward: (readings: readonly Reading[]) => readings.map((_, i) => reward(generated[i]!.response)),
        wordsOf: asWords,
        recent: [],
        eosId: TINY_SHAPE.eosId,
        klCoefficient: 0.05,
        noveltyCoefficient: 0,
        random: seeded(++seed),
        settings: TINY_PPO,
        ...change,
      };
      const result = await ppoIteration(context, prompts);
      await renew();
      return result;
    },
    renew,
    async dispose() {
      await generator.dispose();
      await policy.dispose();
      await reference.dispose();
    },
  };
}
