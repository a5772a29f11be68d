import type { MethodContext, MethodState, Metrics, OpenMethod, Reward } from "../../server/methods/method.ts";
import { PPO, type PpoSettings, ppo } from "../../server/methods/ppo/ppo.ts";
import type { Engine } from "../../server/ml/engine/engine.ts";
import { type Generated, openGenerator } from "../../server/ml/model/generator.ts";
import { freshAdapter, type LowRank } from "../../server/ml/model/low-rank-adapter.ts";
import type { NamedTensors } from "../../server/ml/model/safetensors.ts";
import type { Snapshot } from "../../server/ml/training/gradient-steps.ts";
import { openReferenceModel, type ReferenceModel } from "../../server/ml/training/reference-model.ts";
import { adapterOn, wholeModel } from "../../server/ml/training/trainable.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { TINY, TINY_SHAPE, tinyTokens, tinyWeights } from "./tiny-model.ts";

/** Words of this world are too few to vary: phrases cost nothing. */
export const TINY_PPO: PpoSettings = {
  ...{ ...PPO, batch: 32, minibatch: 8, epochs: 2, learningRate: 3e-3, stopKl: 0.1 },
  repetition: { ...PPO.repetition, strength: 0, repeated: 0 },
  variety: { ...PPO.variety, max: 0 },
};

/** PPO on the tiny model with a reward that a test plants, and what tests look at. */
export interface TinyPpo {
  readonly policy: {
    weights(): NamedTensors;
    snapshot(): Snapshot;
    restore(snapshot: Snapshot): Promise<void>;
    /** Log-probabilities of the present policy. */
    read(sequences: readonly Generated[]): Promise<{ readonly logProbs: Float32Array }[]>;
  };
  readonly reference: ReferenceModel;
  iterate(change?: {
    readonly reward?: Reward;
    readonly klCoefficient?: number;
    readonly trust?: number;
    readonly settings?: PpoSettings;
  }): Promise<{ readonly metrics: Metrics }>;
  /** The responses of the last iteration. */
  readonly generated: readonly Generated[];
  dispose(): Promise<void>;
}

const asked = (i: number) => tinyTokens(2 + (i % 4), seeded(i));
const asWords = (tokens: readonly number[]) => tokens.map((id, token) => ({ text: String(id), token }));

/**
 * @param liked how much each response's tokens are worth
 * @param adapter trains one to the model, and not the model itself
 */
export async function openTinyPpo(
  engine: Engine,
  liked: (response: readonly number[]) => number,
  adapter?: LowRank,
): Promise<TinyPpo> {
  const whole: NamedTensors = tinyWeights(31);
  const trainable = adapter === undefined ? wholeModel(TINY) : adapterOn({ config: TINY, weights: whole }, adapter, 1);
  const { frozen, hold } = trainable;
  let weights = adapter === undefined ? whole : freshAdapter(TINY, adapter, seeded(1));
  const reference = openReferenceModel(engine, TINY, adapter === undefined ? whole : frozen, TINY_SHAPE, hold);
  const shape = { ...TINY_SHAPE, rows: TINY_PPO.batch, responseWindow: 12 };
  let generator = await openGenerator(engine, TINY, { ...frozen, ...weights }, shape, hold);
  const prompts = Array.from({ length: TINY_PPO.batch / TINY_PPO.perPrompt }, (_, i) => String(i));
  const ask = (texts: readonly string[], random: () => number) =>
    generator.generate(
      texts.map((text) => asked(Number(text))),
      { random },
    );
  const planted: Reward = (_, responses) => responses.map(({ response }) => liked(response));
  let reward = planted;
  let trust = 1;
  const startSamples = await ask([...prompts, ...prompts], seeded(77));
  let generated: readonly Generated[] = [];
  const context: MethodContext = {
    ...{ engine, config: TINY, shape: TINY_SHAPE, seed: 1, trainable, reference },
    reward: (readings, responses) => reward(readings, responses),
    get trust() {
      return trust;
    },
    startSamples,
    startReadings: await reference.read(startSamples),
    startWords: startSamples.map((one) => asWords(one.response)),
    wordsOf: asWords,
    drawPrompts: (count) => prompts.slice(0, count),
    async sample(texts, random) {
      const answers = await ask(texts, random);
      generated = answers;
      return answers;
    },
    weights: () => weights,
    async adopt(next) {
      const renewed = await generator.withWeights({ ...frozen, ...next });
      await generator.dispose();
      generator = renewed;
      weights = next;
    },
  };
  const opened = new Map<PpoSettings, OpenMethod>();
  const openWith = (settings: PpoSettings): OpenMethod => {
    const method = opened.get(settings) ?? ppo(settings).open(context);
    opened.set(settings, method);
    return method;
  };
  let state: MethodState = openWith(TINY_PPO).state();
  return {
    policy: {
      weights: () => weights,
      snapshot: () => state.policy,
      async restore(policy) {
        const method = openWith(TINY_PPO);
        await method.restore({ ...state, policy });
        state = method.state();
      },
      async read(sequences) {
        const model = openReferenceModel(engine, TINY, { ...frozen, ...weights }, TINY_SHAPE, hold);
        const readings = await model.read(sequences);
        await model.dispose();
        return readings.map((one) => ({ logProbs: one.refLogProbs }));
      },
    },
    reference,
    get generated() {
      return generated;
    },
    async iterate({ reward: other = planted, klCoefficient = 0.05, trust: believed = 1, settings = TINY_PPO } = {}) {
      [reward, trust] = [other, believed];
      const method = openWith(settings);
      await method.restore({ ...state, klCoefficient });
      const metrics = await method.iterate();
      state = method.state();
      return { metrics };
    },
    async dispose() {
      for (const method of opened.values()) await method.dispose();
      await generator.dispose();
      await reference.dispose();
    },
  };
}
