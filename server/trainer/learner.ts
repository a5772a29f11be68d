import { seeded } from "../../shared/random/seeded.ts";
import { ballotWeights, heardShare, newestOfAll, sharedOut } from "../ml/judge/address-weights.ts";
import { axisQuality } from "../ml/judge/axis-rewards.ts";
import { applyFeatureScale, type FeatureScale, fitFeatureScale } from "../ml/judge/feature-scale.ts";
import { fitRated, type RatedFit } from "../ml/judge/fit-rated.ts";
import type { RatedPair } from "../ml/judge/rated-pair.ts";
import { conservativeReward, ENSEMBLE, type RewardEnsemble } from "../ml/judge/reward-ensemble.ts";
import { scorePosterior } from "../ml/judge/score-posterior.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import { type Generator, openGenerator } from "../ml/model/generator.ts";
import { openGenerators } from "../ml/model/generators.ts";
import { freshAdapter } from "../ml/model/low-rank-adapter.ts";
import { responseWords, tokenTexts } from "../ml/model/response-words.ts";
import { nextKlCoefficient } from "../ml/objectives/adaptive-kl.ts";
import { distinct2Ratio, noveltyCoefficient } from "../ml/objectives/novelty.ts";
import type { Word } from "../ml/objectives/phrase-penalty.ts";
import { ridge } from "../ml/objectives/ridge.ts";
import { freshPolicyState, openPolicy } from "../ml/training/policy.ts";
import { VALUE_BIAS, VALUE_WEIGHT } from "../ml/training/policy-graphs.ts";
import { ppoIteration, type Reward } from "../ml/training/ppo-iteration.ts";
import { PPO } from "../ml/training/ppo-settings.ts";
import { openReferenceModel, type Reading } from "../ml/training/reference-model.ts";
import { adapterOn, wholeModel } from "../ml/training/trainable.ts";
import { type Learner, type LearnerOptions, REPLAY_LIMIT } from "./learner-contract.ts";
import { isTelling, trustOf } from "./reward-trust.ts";

const REFERENCE_SAMPLES = 384;

export async function openLearner(options: LearnerOptions): Promise<Learner> {
  const { engine, start, tokenizer, shape, seed } = options;
  const { config, weights } = start;
  const settings = options.ppo ?? PPO;
  const ensembleSettings = options.ensemble ?? ENSEMBLE;
  const { adapter } = options;
  const trainable = adapter === undefined ? wholeModel(config) : adapterOn(start, adapter, options.threads ?? 1);
  const { frozen, hold } = trainable;
  const untrained = adapter === undefined ? weights : freshAdapter(config, adapter, seeded(seed));
  const reference = openReferenceModel(engine, config, adapter === undefined ? weights : frozen, shape, hold);
  const policy = openPolicy(engine, config, freshPolicyState(config, untrained), shape, settings, trainable);
  const generatorShape = { ...shape, rows: settings.batch, responseWindow: shape.windows.at(-1)! };
  const allWeights = { ...frozen, ...untrained };
  let generator: Generator = await (adapter === undefined
    ? openGenerator(engine, config, allWeights, generatorShape)
    : openGenerators(engine, config, allWeights, generatorShape, hold));

  const texts = tokenTexts(tokenizer.decode, config.vocabSize);
  const wordsOf = (tokens: readonly number[]) => responseWords(tokens, (id) => texts[id]!);
  const promptTokens = (texts: readonly string[]) => texts.map((text) => tokenizer.encodePrompt(text));
  let beside: readonly string[] = [];
  const draw = (count: number, random: () => number) =>
    Array.from({ length: count }, () => {
      const from = beside.length > 0 && random() < 0.5 ? beside : options.prompts;
      return from[Math.floor(random() * from.length)]!;
    });

  const random = seeded(seed);
  const samples = await generator.generate(promptTokens(draw(options.referenceSamples ?? REFERENCE_SAMPLES, random)), {
    random,
  });
  const sampleReadings = await reference.read(samples);
  const featureScale: FeatureScale = fitFeatureScale(sampleReadings.map((one) => one.features));
  const scale = (reading: Reading) => applyFeatureScale(featureScale, reading.features);
  const scaledSamples = sampleReadings.map(scale);

  const pairs = new Map<number, RatedPair>();
  const recent: (readonly Word[])[] = samples.map((one) => wordsOf(one.response));
  const startWords = recent.slice();
  let fitted: RatedFit | null = null;
  let ensemble: RewardEnsemble | null = null;
  let klCoefficient = settings.klCoefficient;
  let iteration = 0;
  let valueHeadFitted = false;
  let trust = 1;

  const rewards = (readings: readonly Reading[]) =>
    readings.map((reading) =>
      ensemble === null ? 0 : trust * conservativeReward(ensemble, scale(reading), ensembleSettings.conservatism),
    );

  const reward: Reward = options.reward ?? rewards;

  /** The comparisons that a fit reads, by what addresses' shares leave of them. */
  function remembered() {
    const known = newestOfAll([...pairs.values()], REPLAY_LIMIT);
    const weights = ballotWeights(known, fitted?.raters ?? new Map());
    return { known, heard: sharedOut(known, weights), countOf: (pair: RatedPair) => heardShare(pair, weights) };
  }

  async function renewGenerator() {
    const renewed = await generator.withWeights({ ...frozen, ...policy.weights() });
    await generator.dispose();
    generator = renewed;
  }

  /** Starts the value head where it predicts the reward model's scores of the reference samples from every token's state. */
  async function fitValueHead() {
    const states = await policy.states(samples);
    const targets = reward(sampleReadings, samples);
    const head = ridge(states, targets, config.hiddenSize, 10);
    policy.restore({
      ...policy.snapshot(),
      [`p:${VALUE_WEIGHT}`]: head.weights,
      [`p:${VALUE_BIAS}`]: Float32Array.of(head.bias),
    });
    valueHeadFitted = true;
  }

  return {
    trainable,
    batch: settings.batch,
    reference,
    policy,
    get klCoefficient() {
      return klCoefficient;
    },
    get comparisons() {
      return pairs.size;
    },
    get ensemble() {
      return ensemble;
    },
    get raters() {
      return fitted?.raters ?? new Map();
    },
    rewardModel: () => (ensemble === null ? null : { scale: featureScale, ensemble }),
    scale,
    rewards,
    posterior: (readings) =>
      scorePosterior(ensemble?.heads[0] ?? null, remembered().heard, ensembleSettings.l2, readings.map(scale)),
    wordsOf,
    startWords,
    async observe(comparisons) {
      const fresh = comparisons.filter((one) => !pairs.has(one.id));
      const sequences: Sequence[] = fresh.flatMap(({ prompt, a, b }) => {
        const tokens = tokenizer.encodePrompt(prompt);
        return [a, b].map((response) => ({ prompt: tokens, response }));
      });
      const readings = await reference.read(sequences);
      for (const [i, one] of fresh.entries()) {
        const { id, promptId, label, bothBad, axis = null, ranking, weight = 1, ballots, pairId, repeatOf } = one;
        const [a, b] = [scale(readings[2 * i]!), scale(readings[2 * i + 1]!)];
        pairs.set(id, {
          id,
          promptId,
          label,
          bothBad,
          axis,
          weight,
          a,
          b,
          ballots: options.weighsRaters === false ? [] : (ballots ?? []),
          ...(ranking === undefined ? {} : { ranking }),
          ...(pairId === undefined ? {} : { pairId }),
          ...(repeatOf === undefined ? {} : { repeatOf }),
        });
      }
    },
    reweigh(weights) {
      for (const [id, weight] of weights) {
        const pair = pairs.get(id);
        if (pair !== undefined) pairs.set(id, { ...pair, weight });
      }
    },
    fitReward(weights = {}) {
      if (pairs.size === 0) return null;
      fitted = fitRated(remembered().known, weights, scaledSamples, fitted, ensembleSettings);
      ensemble = fitted.rewards.sum;
      const { known, heard, countOf } = remembered();
      const ofPeople = heard.filter(({ id }) => id > 0);
      const foretold = ofPeople.length > 0 ? ofPeople : heard;
      const quality = axisQuality(fitted.rewards, foretold, ensembleSettings, countOf);
      const telling = axisQuality(
        fitted.rewards,
        heard.filter((_, i) => isTelling(known[i]!)),
        ensembleSettings,
        countOf,
      );
      trust = trustOf(telling.accuracy, telling.comparisons);
      return quality;
    },
    async warmUp() {
      // Graphs are compiled for lengths: minibatches of samples have those that minibatches of rollouts will have.
      for (let at = 0; at < samples.length; at += settings.minibatch)
        await policy.prepare(samples.slice(at, at + settings.minibatch));
    },
    async iterate() {
      if (ensemble === null && options.reward === undefined)
        throw new Error("iterate: the reward model has not been fitted");
      if (!valueHeadFitted) await fitValueHead();
      const noise = seeded(seed * 7_919 + ++iteration);
      const result = await ppoIteration(
        {
          policy,
          generator,
          reference,
          reward,
          wordsOf,
          recent,
          eosId: shape.eosId,
          klCoefficient,
          noveltyCoefficient: noveltyCoefficient(distinct2Ratio(recent, startWords), settings.novelty),
          random: noise,
          settings,
        },
        promptTokens(draw(settings.batch / settings.perPrompt, noise)),
      );
      klCoefficient = nextKlCoefficient(klCoefficient, result.metrics["objective/kl"]!, settings.kl);
      await renewGenerator();
      return result;
    },
    drawPrompts: draw,
    alsoPlay(prompts) {
      beside = prompts;
    },
    sample: (prompts, source) => generator.generate(promptTokens(prompts), { random: source }),
    state: () => ({ policy: policy.snapshot(), klCoefficient, iteration }),
    freshState: (from) => ({
      policy: freshPolicyState(config, from),
      klCoefficient: settings.klCoefficient,
      iteration: 0,
    }),
    async restore(state) {
      policy.restore(state.policy);
      klCoefficient = state.klCoefficient;
      iteration = state.iteration;
      // Other methods than PPO leave it at zero.
      valueHeadFitted = (state.policy[`p:${VALUE_WEIGHT}`] ?? []).some((weight) => weight !== 0);
      await renewGenerator();
    },
    async dispose() {
      await generator.dispose();
      await policy.dispose();
      await reference.dispose();
    },
  };
}
