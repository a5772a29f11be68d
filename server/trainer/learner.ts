import { seeded } from "../../shared/random/seeded.ts";
import { graspOf } from "../../shared/round/grasp.ts";
import type { Reward } from "../methods/method.ts";
import type { Sequence } from "../ml/model/batch-layout.ts";
import { type Generator, openGenerator } from "../ml/model/generator.ts";
import { openGenerators } from "../ml/model/generators.ts";
import { freshAdapter } from "../ml/model/low-rank-adapter.ts";
import { responseWords, tokenTexts } from "../ml/model/response-words.ts";
import type { NamedTensors } from "../ml/model/safetensors.ts";
import { openFrozenTrunk } from "../ml/training/frozen-trunk.ts";
import { openReferenceModel, type Reading, rememberReadings } from "../ml/training/reference-model.ts";
import { readTexts } from "../ml/training/text-readings.ts";
import { aboveTrunk, adapterElsewhere, adapterOn, type Trainable, wholeModel } from "../ml/training/trainable.ts";
import { ballotWeights, heardShare, newestOfAll, sharedOut } from "../reward/address-weights.ts";
import { AXES, divideCrowd } from "../reward/camps/divided-crowd.ts";
import { followTastes, presentShares } from "../reward/camps/present-taste.ts";
import { alongAxes, type PrincipalAxes, principalAxes } from "../reward/camps/principal-axes.ts";
import { fitRated } from "../reward/fit-rated.ts";
import { countingPairs, criterionQuality } from "../reward/held-out-quality.ts";
import { conservativeReward, ENSEMBLE, initialPrecision, type RewardEnsemble } from "../reward/reward-ensemble.ts";
import { applyFeatureScale, type FeatureScale, featureGroups, fitFeatureScale } from "../reward/reward-features.ts";
import { scorePosterior } from "../reward/score-posterior.ts";
import type { TrainingPair } from "../reward/training-pair.ts";
import { isTelling, trustOf } from "../reward/trust.ts";
import { voteEvidence } from "../reward/vote-evidence.ts";

import {
  GENERATOR_ROWS,
  type Learner,
  type LearnerMemory,
  type LearnerOptions,
  REPLAY_LIMIT,
} from "./learner-contract.ts";

const REFERENCE_SAMPLES = 384;

/** Of an arena that nobody has voted in. */
export const newMemory = (): LearnerMemory => ({
  pairs: new Map(),
  fitted: null,
  tastes: new Map(),
  divided: null,
  trust: 1,
  grasp: "early",
  beside: [],
});

function movedBy({ start, adapter, served, threads = 1 }: LearnerOptions): Trainable {
  if (adapter === undefined) return wholeModel(start.config);
  return served === undefined ? adapterOn(start, adapter, threads) : adapterElsewhere(start.config, adapter);
}

/**
 * Opens a learning line at the starting model. It compiles the generator and the reference, draws `referenceSamples` answers (384 if none are
 * given), and fixes the scale of features and rewards by them. No reward model is fitted yet: rewards are 0, and methods can't iterate. The
 * caller disposes of it.
 */
export async function openLearner(options: LearnerOptions): Promise<Learner> {
  const { engine, start, tokenizer, shape, seed } = options;
  const { config, weights } = start;
  const batch = options.batch ?? GENERATOR_ROWS;
  const { adapter, served } = options;
  const groups = featureGroups(served === undefined ? config.hiddenSize : 0);
  const ensembleSettings = { ...(options.ensemble ?? ENSEMBLE), groups };
  const moved = movedBy(options);
  const { frozen, hold } = moved;
  const untrained = adapter === undefined ? weights : freshAdapter(config, adapter, seeded(seed));
  const trunkLayers = served === undefined ? adapter?.firstLayer : undefined;
  const trunk = trunkLayers === undefined ? undefined : openFrozenTrunk(engine, config, moved, trunkLayers, shape);
  const trainable = trunk === undefined ? moved : aboveTrunk(moved, trunk);
  const readWeights = adapter === undefined ? weights : trainable.frozen;
  const opened =
    served?.reference ??
    readTexts(openReferenceModel(engine, config, readWeights, shape, hold, trunk), tokenizer.decode);
  const reference = rememberReadings(opened);
  const generatorShape = {
    ...{ ...shape, rows: batch, responseWindow: shape.windows.at(-1)! },
    ...(adapter === undefined ? {} : { promptRows: shape.rows }),
    ...(trunkLayers === undefined ? {} : { trunkLayers }),
  };
  const allWeights = { ...frozen, ...untrained };
  const generator: Generator =
    served?.generator ??
    (await (adapter === undefined
      ? openGenerator(engine, config, allWeights, generatorShape)
      : openGenerators(engine, config, allWeights, generatorShape, hold)));

  const texts = tokenTexts(tokenizer.decode, config.vocabSize);
  const wordsOf = (tokens: readonly number[]) => responseWords(tokens, (id) => texts[id]!);
  const promptTokens = (texts: readonly string[]) => texts.map((text) => tokenizer.encodePrompt(text));
  let memory = newMemory();
  const draw = (count: number, random: () => number) =>
    Array.from({ length: count }, () => {
      const from = memory.beside.length > 0 && random() < 0.5 ? memory.beside : options.prompts;
      return from[Math.floor(random() * from.length)]!;
    });

  /** Weights with a generator that holds them. */
  function answering(first: Generator, weights: NamedTensors) {
    let [held, now] = [first, weights];
    return {
      sample: (prompts: readonly string[], source: () => number) =>
        held.generate(promptTokens(prompts), { random: source }),
      weights: () => now,
      async adopt(next: NamedTensors) {
        const renewed = await held.withWeights({ ...frozen, ...next });
        await held.dispose();
        [held, now] = [renewed, next];
      },
      copy: async (weights: NamedTensors) => answering(await held.withWeights({ ...frozen, ...weights }), weights),
      dispose: () => held.dispose(),
    };
  }
  const policy = answering(generator, untrained);

  const random = seeded(seed);
  const samples = await policy.sample(draw(options.referenceSamples ?? REFERENCE_SAMPLES, random), random);
  const sampleReadings = await reference.read(samples);
  const featureScale: FeatureScale = fitFeatureScale(
    sampleReadings.map((one) => one.features),
    groups,
  );
  const scale = (reading: Reading) => applyFeatureScale(featureScale, reading.features);
  const scaledSamples = sampleReadings.map(scale);

  const startWords = samples.map((one) => wordsOf(one.response));
  const ensembleNow = (): RewardEnsemble | null => memory.divided?.reward ?? memory.fitted?.rewards.sum ?? null;
  let foundAxes: PrincipalAxes | null = null;
  const axes = () => (foundAxes ??= principalAxes(scaledSamples, AXES));

  /** The reward of this moment, whatever is fitted later. */
  function presentReward(): Reward {
    const [ensemble, factor] = [ensembleNow(), memory.trust];
    return (readings) =>
      readings.map((reading) =>
        ensemble === null ? 0 : factor * conservativeReward(ensemble, scale(reading), ensembleSettings.conservatism),
      );
  }
  const rewards = (readings: readonly Reading[]) => [...presentReward()(readings, [])];

  const fittedReward: Reward = (readings) => {
    if (ensembleNow() === null) throw new Error("iterate: the reward model has not been fitted");
    return rewards(readings);
  };

  /** The comparisons that a fit reads, by what a change of taste and addresses' shares leave of them. */
  function remembered() {
    const newest = newestOfAll([...memory.pairs.values()], REPLAY_LIMIT);
    const shareOf = presentShares(newest, memory.tastes);
    const known = newest.map((pair) => ({ ...pair, weight: shareOf(pair) * (pair.weight ?? 1) }));
    const weights = ballotWeights(known, memory.fitted?.raters ?? new Map());
    const heardOf = (pair: TrainingPair) => heardShare(pair, weights);
    const countOf = (pair: TrainingPair) => shareOf(pair) * heardOf(pair);
    return { known, heard: sharedOut(known, weights), heardOf, countOf };
  }

  /** Looks whether the crowd changed its mind. */
  function followCrowd(): void {
    const ofPeople = [...memory.pairs.values()].filter(({ id }) => id > 0);
    const unit = Math.sqrt(groups.length);
    const along = (pair: TrainingPair) => alongAxes(axes(), unit, pair);
    memory.tastes = followTastes(ofPeople, along, remembered().heardOf, memory.tastes);
  }

  const given = {
    ...{ engine, config, shape, seed, trainable, reference, wordsOf, drawPrompts: draw },
    ...{ startSamples: samples, startReadings: sampleReadings, startWords },
  };
  return {
    ...given,
    groups,
    reward: options.reward ?? fittedReward,
    get trust() {
      if (options.reward !== undefined) return 1;
      return memory.grasp === "none" ? 0 : memory.trust;
    },
    get comparisons() {
      return memory.pairs.size;
    },
    get ensemble() {
      return ensembleNow();
    },
    get divided() {
      return memory.divided;
    },
    get outdated() {
      const { known } = remembered();
      const shareOf = presentShares(known, memory.tastes);
      return known.filter((pair) => shareOf(pair) < 1).length;
    },
    get raters() {
      return memory.fitted?.raters ?? new Map();
    },
    rewardModel() {
      const ensemble = ensembleNow();
      return ensemble === null ? null : { scale: featureScale, ensemble };
    },
    memory: () => memory,
    recall(other) {
      memory = other;
    },
    scale,
    rewards,
    posterior: (readings) =>
      scorePosterior(
        ensembleNow()?.heads[0] ?? null,
        remembered().heard,
        ensembleNow()?.precision ?? initialPrecision(featureScale.mean.length, ensembleSettings),
        readings.map(scale),
      ),
    async observe(comparisons) {
      const { pairs } = memory;
      const fresh = comparisons.filter((one) => !pairs.has(one.id));
      const sequences: Sequence[] = fresh.flatMap(({ prompt, turns, a, b }) => {
        const tokens = tokenizer.encodePrompt(prompt, turns);
        return [a, b].map((response) => ({ prompt: tokens, response }));
      });
      const readings = await reference.read(sequences);
      for (const [i, one] of fresh.entries()) {
        const { id, promptId, label, bothBad, criterion = null, ranking, weight = 1, ballots, pairId, repeatOf } = one;
        const [a, b] = [scale(readings[2 * i]!), scale(readings[2 * i + 1]!)];
        pairs.set(id, {
          id,
          promptId,
          label,
          bothBad,
          criterion,
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
    forget(ids) {
      for (const id of ids) memory.pairs.delete(id);
      memory.fitted = null;
      memory.tastes = new Map();
      memory.divided = null;
    },
    reweigh(weights) {
      const { pairs } = memory;
      for (const [id, weight] of weights) {
        const pair = pairs.get(id);
        if (pair !== undefined) pairs.set(id, { ...pair, weight });
      }
    },
    fitReward(weights = {}, aim = "majority") {
      if (memory.pairs.size === 0) return null;
      followCrowd();
      const fitted = fitRated(remembered().known, weights, scaledSamples, memory.fitted, ensembleSettings);
      memory.fitted = fitted;
      const { known, heard, countOf } = remembered();
      const ofPeople = heard.filter(({ id }) => id > 0);
      const predicted = ofPeople.length > 0 ? ofPeople : heard;
      const quality = criterionQuality(fitted.rewards, predicted, ensembleSettings, countOf);
      const telling = countingPairs(
        fitted.rewards,
        heard.filter((_, i) => isTelling(known[i]!)),
      );
      const told = {
        evidence: voteEvidence(telling, ensembleSettings, countOf),
        comparisons: telling.reduce((sum, pair) => sum + countOf(pair), 0),
      };
      memory.trust = trustOf(told);
      memory.grasp = graspOf(told);
      const { byAddress } = ballotWeights(known, fitted.raters);
      const settings = ensembleSettings;
      const crowd = { pairs: known, byAddress, criterionWeights: weights, reference: scaledSamples, settings };
      memory.divided = divideCrowd(crowd, fitted.rewards.sum, axes, aim, memory.divided);
      return { ...quality, evidence: told.evidence };
    },
    alsoPlay(prompts) {
      memory.beside = prompts;
    },
    sequenceOf: (prompt, response) => ({ prompt: tokenizer.encodePrompt(prompt), response }),
    presentReward,
    async aside(weights, reward) {
      const { copy: _copy, ...own } = await policy.copy(weights);
      return { ...given, reward, trust: 1, ...own };
    },
    sample: policy.sample,
    weights: policy.weights,
    adopt: policy.adopt,
    async dispose() {
      await policy.dispose();
      await reference.dispose();
      await trunk?.dispose();
    },
  };
}
