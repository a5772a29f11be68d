import { seeded } from "../../shared/random/seeded.ts";
import type { Engine } from "../ml/engine/engine.ts";
import { type AxisPair, axisQuality } from "../ml/judge/axis-rewards.ts";
import { applyFeatureScale, type FeatureScale, fitFeatureScale } from "../ml/judge/feature-scale.ts";
import { fitRated, type RatedFit } from "../ml/judge/fit-rated.ts";
import type { Ballot, RatedPair } from "../ml/judge/rated-pair.ts";
import type { RaterEstimate } from "../ml/judge/rater-reliability.ts";
import {
  conservativeReward,
  ENSEMBLE,
  type EnsembleSettings,
  type RewardEnsemble,
} from "../ml/judge/reward-ensemble.ts";
import { type ScorePosterior, scorePosterior } from "../ml/judge/score-posterior.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import type { Checkpoint } from "../ml/model/checkpoint.ts";
import { type Generated, type Generator, openGenerator } from "../ml/model/generator.ts";
import { openGenerators } from "../ml/model/generators.ts";
import { freshAdapter, type LowRank } from "../ml/model/low-rank-adapter.ts";
import { responseWords, tokenTexts } from "../ml/model/response-words.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import { nextKlCoefficient } from "../ml/objectives/adaptive-kl.ts";
import { distinct2Ratio, noveltyCoefficient } from "../ml/objectives/novelty.ts";
import type { Word } from "../ml/objectives/phrase-penalty.ts";
import { ridge } from "../ml/objectives/ridge.ts";
import type { Tokenizer } from "../ml/tokenizer/load-tokenizer.ts";
import { freshPolicyState, openPolicy, type Policy } from "../ml/training/policy.ts";
import { VALUE_BIAS, VALUE_WEIGHT } from "../ml/training/policy-graphs.ts";
import { type PpoIteration, ppoIteration, type Reward } from "../ml/training/ppo-iteration.ts";
import { PPO, type PpoSettings } from "../ml/training/ppo-settings.ts";
import {
  openReferenceModel,
  type Reading,
  type ReferenceModel,
  type SequenceShape,
} from "../ml/training/reference-model.ts";
import { adapterOn, type Trainable, wholeModel } from "../ml/training/trainable.ts";
import type { RewardModel } from "./reward-folder.ts";

/** A judged pair in tokens. */
export interface LearnerComparison {
  /** Below 0 for what an AI judge said: the quality of a fit is told by people's comparisons, as long as there are any. */
  readonly id: number;
  readonly promptId: string;
  readonly prompt: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly label: number;
  readonly bothBad: number;
  /** What it was judged by: an axis of the reward; where it isn't given, it counts for every axis. */
  readonly axis?: string;
  /** The ranking of which it is a pair: all of its pairs count together as one comparison. */
  readonly ranking?: string;
  /** What it counts beside a vote of average reliability; 1 where it isn't given. */
  readonly weight?: number;
  /** The verdicts that the label is the mean of, by player; without them nobody's reliability is asked. */
  readonly ballots?: readonly Ballot[];
  /** Names the pair, */
  readonly pairId?: string;
  /** and the one that it repeats for the same player with its sides swapped. */
  readonly repeatOf?: string;
}

/** How well held-out votes are foretold, over all axes that count and by axis. */
export type RewardQuality = ReturnType<typeof axisQuality>;

/** What a training line needs to go on after a restart, besides the comparisons. */
export interface LearnerState {
  /** Policy parameters, moments and step count, as `Policy.snapshot` gives them. */
  readonly policy: Readonly<Record<string, Float32Array>>;
  readonly klCoefficient: number;
  readonly iteration: number;
}

/** Held-out accuracy from which a reward model is trusted fully; from there down to chance, less and less. */
const TRUSTED_ACCURACY = 0.57;
const LEAST_TRUST = 0.1;
/** Comparisons' worth of belief that a crowd has a taste, before any were held out. */
const PRIOR_COMPARISONS = 100;

/**
 * How far a reward may drive PPO, 0.1-1: as far as the reward model foretells votes on prompts that its heads never saw. A
 * crowd that votes at random then moves the policy little, however well the heads fit its votes.
 */
export function trustOf(accuracy: number, comparisons: number): number {
  const known = Number.isFinite(accuracy) ? comparisons : 0;
  const expected =
    ((known > 0 ? accuracy * known : 0) + TRUSTED_ACCURACY * PRIOR_COMPARISONS) / (known + PRIOR_COMPARISONS);
  return Math.min(1, Math.max(LEAST_TRUST, (expected - 0.5) / (TRUSTED_ACCURACY - 0.5)));
}

/**
 * Whether a comparison may say how far the reward is to be trusted: people's, and those of an AI judge that is believed. Half as many
 * human votes alone would tell it worse (LOG.md).
 */
const isTelling = ({ id, weight = 1 }: AxisPair): boolean => id > 0 || weight >= 0.5;

/** Where to go on when a candidate was rejected: at the last good state, with fresh samples and a firmer hold on the start. */
export const afterRejection = (good: LearnerState, rejected: LearnerState): LearnerState => ({
  ...good,
  iteration: rejected.iteration,
  klCoefficient: Math.min(PPO.kl.max, Math.max(good.klCoefficient, rejected.klCoefficient) * 1.25),
});

export interface LearnerOptions {
  readonly engine: Engine;
  /** The SFT model: starting point, reference and trunk of the reward model. */
  readonly start: Checkpoint;
  readonly tokenizer: Tokenizer;
  /** Prompts that may be trained on. */
  readonly prompts: readonly string[];
  readonly shape: SequenceShape;
  readonly seed: number;
  readonly ppo?: PpoSettings;
  readonly ensemble?: EnsembleSettings;
  /** Trains an adapter to the starting model, and not the model itself. */
  readonly adapter?: LowRank;
  /** Threads inside one operator, with an adapter. */
  readonly threads?: number;
  /** Samples of the starting model that fix the scale of features and rewards. */
  readonly referenceSamples?: number;
  /** Whether votes count by their players' reliability, as they do if it isn't given, or all alike. */
  readonly weighsRaters?: boolean;
  /** What PPO follows in the place of the reward model that is fitted to comparisons. */
  readonly reward?: Reward;
}

const REFERENCE_SAMPLES = 384;
/** Comparisons that a refit reads at most: the newest, and as many of the older ones as fit. */
export const REPLAY_LIMIT = 4_000;

/**
 * One learning line: votes in, a better policy out. Holds models and memory only; the database, files and the clock are
 * its caller's, so that the trainer process and the in-process simulation run the very same code.
 */
export interface Learner {
  /** What its training moves, for whatever else trains the same policy. */
  readonly trainable: Trainable;
  /** Answers of an iteration. */
  readonly batch: number;
  readonly reference: ReferenceModel;
  readonly policy: Policy;
  readonly klCoefficient: number;
  /** Reads comparisons into feature space and keeps them. Ones already known are passed over. */
  observe(comparisons: readonly LearnerComparison[]): Promise<void>;
  readonly comparisons: number;
  /** Changes what known comparisons count, by their ids, from the next fit on. */
  reweigh(weights: ReadonlyMap<number, number>): void;
  /**
   * Refits the heads of every axis on all comparisons, and the reward as their sum; null while there are none.
   * @param weights what each axis counts, 1 where it isn't given
   */
  fitReward(weights?: Readonly<Record<string, number>>): RewardQuality | null;
  readonly ensemble: RewardEnsemble | null;
  /** What the last fit tells of the players whose votes it was fitted to. */
  readonly raters: ReadonlyMap<string, RaterEstimate>;
  /** The fitted reward model with its feature scale, as it is stored; null before the first fit. */
  rewardModel(): RewardModel | null;
  scale(reading: Reading): Float32Array;
  /** Conservative rewards, 0 without an ensemble. */
  rewards(readings: readonly Reading[]): number[];
  /** What the votes so far tell of answers' scores, in logits: which pairs are worth a vote. */
  posterior(readings: readonly Reading[]): ScorePosterior;
  /** Compiles what iterations run, so that the first is as fast as later ones; nothing that is learnt or drawn changes. */
  warmUp(): Promise<void>;
  /** One PPO iteration; the reward must have been fitted once, unless one was given. */
  iterate(): Promise<PpoIteration>;
  /** Prompts that may be trained on: its own, and in half of the cases one of those that are being played beside them. */
  drawPrompts(count: number, random: () => number): string[];
  /** Which prompts beside its own are being played now. */
  alsoPlay(prompts: readonly string[]): void;
  /** Responses of the present policy. */
  sample(prompts: readonly string[], random: () => number): Promise<Generated[]>;
  wordsOf(tokens: readonly number[]): Word[];
  /** Words of the reference samples, which richness of wording is measured against. */
  readonly startWords: readonly (readonly Word[])[];
  state(): LearnerState;
  /** The state before any training, around a decoder's weights, or an adapter's where one is trained. */
  freshState(weights: NamedTensors): LearnerState;
  restore(state: LearnerState): Promise<void>;
  dispose(): Promise<void>;
}

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
    temperature: 1,
    topP: 1,
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
      scorePosterior(
        ensemble?.heads[0] ?? null,
        [...pairs.values()].slice(-REPLAY_LIMIT),
        ensembleSettings.l2,
        readings.map(scale),
      ),
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
      const known = [...pairs.values()].slice(-REPLAY_LIMIT);
      fitted = fitRated(known, weights, scaledSamples, fitted, ensembleSettings);
      ensemble = fitted.rewards.sum;
      const ofPeople = known.filter(({ id }) => id > 0);
      const foretold = ofPeople.length > 0 ? ofPeople : known;
      const quality = axisQuality(fitted.rewards, foretold, ensembleSettings);
      const telling = axisQuality(fitted.rewards, known.filter(isTelling), ensembleSettings);
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
        promptTokens(draw(settings.batch, noise)),
      );
      klCoefficient = nextKlCoefficient(klCoefficient, result.metrics["objective/kl"]!, settings.kl);
      await renewGenerator();
      return result;
    },
    drawPrompts: draw,
    alsoPlay(prompts) {
      beside = prompts;
    },
    sample: (prompts, source) => generator.generate(promptTokens(prompts), { temperature: 1, topP: 1, random: source }),
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
