import { join } from "node:path";
import type { Logger } from "pino";
import type { ArenaId, Comparison, NewResponse, PolicyRecord, Stores, TrainerState } from "../arena/ports.ts";
import type { EnsembleQuality } from "../ml/judge/reward-ensemble.ts";
import type { LlamaConfig } from "../ml/model/llama-config.ts";
import type { PpoIteration } from "../ml/training/ppo-iteration.ts";
import {
  type AnswerPool,
  candidateMetrics,
  type PoolPrompt,
  poolPairs,
  safeAnswers,
  sampleAnswers,
} from "./answer-pool.ts";
import { gate } from "./gate.ts";
import { afterRejection, type Learner, type LearnerState } from "./learner.ts";
import { dropOptimizerState, loadPolicy, savePolicy } from "./policy-folder.ts";
import { saveRewardModel } from "./reward-folder.ts";

/** How much a cycle may do; times in milliseconds. */
export interface Schedule {
  /** PPO iterations of a cycle at most, */
  readonly iterations: number;
  /** and no new one once the next would end after this much time. One is always run. */
  readonly ppoMs: number;
  /** Prompts of an answer pool, and answers to each. */
  readonly poolPrompts: number;
  readonly perPrompt: number;
  readonly showdowns: number;
  /** Undealt rapid pairs below which the pool is filled up. */
  readonly lowWater: number;
}

export const SCHEDULE: Schedule = {
  iterations: 3,
  ppoMs: 4_000,
  poolPrompts: 96,
  perPrompt: 4,
  showdowns: 24,
  lowWater: 60,
};

/** Versions that keep their optimizer state: a rollback by a few versions then goes on as if nothing had happened. */
const KEEP_STATES = 3;
const PAGE = 500;

export interface TrainingLine {
  readonly arenaId: ArenaId;
  readonly learner: Learner;
  readonly stores: Stores;
  readonly log: Logger;
  /** Folder of this installation's data; policies and reward models lie below it. */
  readonly dataDir: string;
  readonly startFolder: string;
  readonly config: LlamaConfig;
  readonly prompts: readonly PoolPrompt[];
  readonly decode: (tokens: readonly number[]) => string;
  readonly isSafe: (text: string) => boolean;
  readonly eosId: number;
  readonly newId: () => string;
  readonly random: () => number;
  readonly schedule: Schedule;
}

/** The work of one trainer on one arena: everything it knows is rebuilt from the database and the policy folders. */
export interface TrainingCycle {
  /** What it is doing. */
  readonly state: TrainerState;
  /** Brings the learner to the newest promoted version and reads every comparison; makes version 0 where there is none. */
  open(): Promise<void>;
  /** Learns from comparisons that arrived since; true when there were any. */
  learn(): Promise<boolean>;
  /** Adds pairs of the newest version when few are left. */
  refill(): Promise<boolean>;
}

export function trainingCycle(line: TrainingLine): TrainingCycle {
  const { learner, stores, arenaId, schedule, log, random } = line;
  let current: PolicyRecord;
  const start: LearnerState = learner.state();
  let good = start;
  let startAnswers: AnswerPool;
  let currentAnswers: AnswerPool;
  let seen = 0;
  let lastRound: string | null = null;
  const older = new Map<string, NewResponse[]>();

  let doing: TrainerState = "loading";
  const at = (state: TrainerState) => {
    doing = state;
    return stores.heartbeats.beat(arenaId, state);
  };
  const pickPrompts = () => {
    const left = line.prompts.slice();
    return Array.from(
      { length: Math.min(schedule.poolPrompts, left.length) },
      () => left.splice(Math.floor(random() * left.length), 1)[0]!,
    );
  };
  const sample = (prompts: readonly PoolPrompt[]) =>
    sampleAnswers(learner, prompts, schedule.perPrompt, line.decode, random);
  const pairsOf = (answers: AnswerPool, version: number) =>
    poolPairs(learner, answers, version, older, schedule.showdowns, line.isSafe, random);

  /** Keeps one answer to each prompt for showdowns against later versions. */
  function remember(answers: AnswerPool, policyVersion: number) {
    const rewards = learner.rewards(answers.readings);
    const safe = safeAnswers(answers, line.isSafe);
    for (const [i, prompt] of answers.prompts.entries()) {
      const index = safe[i]![0];
      if (index === undefined) continue;
      const response = { text: answers.texts[index]!, tokens: answers.generated[index]!.response, policyVersion };
      const reward = learner.ensemble === null ? null : rewards[index]!;
      older.set(prompt.id, [...(older.get(prompt.id) ?? []).slice(-4), { ...response, reward }]);
    }
  }

  async function readComparisons(): Promise<number> {
    let count = 0;
    for (;;) {
      const page: readonly Comparison[] = await stores.comparisons.after(arenaId, seen, PAGE);
      if (page.length === 0) return count;
      await learner.observe(page.map((one) => ({ ...one, a: one.a.tokens, b: one.b.tokens })));
      seen = page.at(-1)!.id;
      lastRound = page.at(-1)!.roundId;
      count += page.length;
    }
  }

  async function promoteStart(): Promise<PolicyRecord> {
    const folder = join("policies", line.newId());
    const weights = learner.policy.weights();
    await savePolicy(join(line.dataDir, folder), { config: line.config, weights }, learner.state(), line.startFolder);
    const record = {
      arenaId,
      parent: null,
      status: "candidate",
      folder,
      reason: null,
      metrics: {},
      comparisonId: 0,
      trainedOnRound: null,
    } as const;
    const added = await stores.policies.add(record);
    await stores.policies.promote(arenaId, added.version, pairsOf(startAnswers, added.version));
    log.info({ version: added.version }, "The starting model is in the arena");
    return { ...added, status: "promoted" };
  }

  async function refitReward(): Promise<EnsembleQuality | null> {
    await at("reward");
    const quality = learner.fitReward();
    if (quality === null) return null;
    const metrics = {
      accuracy: quality.accuracy,
      margin: quality.margin,
      calibration_error: quality.calibrationError,
      comparisons: learner.comparisons,
    };
    const known = finite(metrics);
    const folder = join("reward-models", line.newId());
    await saveRewardModel(join(line.dataDir, folder), learner.rewardModel()!);
    await stores.rewardModels.add(arenaId, { comparisonId: seen, folder, metrics: known });
    await stores.trainingSteps.add(arenaId, [{ kind: "reward", policyVersion: current.version, metrics: known }]);
    return quality;
  }

  /** PPO iterations while another one fits into the time. */
  async function improve(): Promise<PpoIteration | null> {
    await at("ppo");
    const began = performance.now();
    let last: PpoIteration | null = null;
    for (let i = 0; i < schedule.iterations; i++) {
      const started = performance.now();
      last = await learner.iterate();
      const { rollout, scoring, training } = last.parts;
      const metrics = finite({
        ...last.metrics,
        "time/rollout": rollout / 1000,
        "time/scoring": scoring / 1000,
        "time/training": training / 1000,
      });
      await stores.trainingSteps.add(arenaId, [{ kind: "ppo", policyVersion: current.version, metrics }]);
      const now = performance.now();
      if (now - began + (now - started) > schedule.ppoMs) break;
    }
    return last;
  }

  async function judge(quality: EnsembleQuality | null): Promise<void> {
    await at("gate");
    const answers = await sample(pickPrompts());
    const metrics = candidateMetrics(learner, answers, startAnswers, currentAnswers, line);
    const reason = gate(metrics);
    const record = {
      arenaId,
      parent: current.version,
      folder: join("policies", line.newId()),
      metrics: finite({
        ...metrics,
        rewardAccuracy: quality?.accuracy ?? Number.NaN,
        comparisons: learner.comparisons,
      }),
      comparisonId: seen,
      trainedOnRound: lastRound,
    };
    const checkpoint = { config: line.config, weights: learner.policy.weights() };
    const state = learner.state();
    await savePolicy(join(line.dataDir, record.folder), checkpoint, state, line.startFolder);
    if (reason !== null) {
      const rejected = await stores.policies.add({ ...record, status: "rejected", reason });
      await dropOptimizerState(join(line.dataDir, record.folder));
      log.warn(
        { version: rejected.version, reason },
        "Candidate rejected; training goes on from the last good version",
      );
      await learner.restore(afterRejection(good, state));
    } else {
      const candidate = await stores.policies.add({ ...record, status: "candidate", reason: null });
      await stores.policies.promote(arenaId, candidate.version, pairsOf(answers, candidate.version));
      remember(answers, candidate.version);
      current = { ...candidate, status: "promoted" };
      currentAnswers = answers;
      log.info({ version: candidate.version, ...metrics }, "New version promoted");
      await pruneStates();
    }
    if (reason === null) good = state;
    await stores.trainingSteps.add(arenaId, [
      {
        kind: "gate",
        policyVersion: current.version,
        metrics: finite({ ...metrics, promoted: reason === null ? 1 : 0 }),
      },
    ]);
  }

  async function pruneStates() {
    const promoted = (await stores.policies.list(arenaId)).filter((policy) => policy.status === "promoted");
    const stale = promoted.at(-1 - KEEP_STATES);
    if (stale) await dropOptimizerState(join(line.dataDir, stale.folder));
  }

  /** Another process may have rolled versions back: the learner then follows. */
  async function followNewest(): Promise<void> {
    const newest = await stores.policies.newest(arenaId);
    if (newest === null || newest.version === current.version) return;
    current = newest;
    await restoreNewest();
    currentAnswers = await sample(startAnswers.prompts);
    log.info({ version: current.version }, "Training goes on from another version");
  }

  async function restoreNewest(): Promise<void> {
    const { checkpoint, state } = await loadPolicy(join(line.dataDir, current.folder), line.config);
    await learner.restore(state ?? { ...learner.freshState(checkpoint.weights) });
    good = learner.state();
  }

  return {
    get state() {
      return doing;
    },
    async open() {
      await at("loading");
      await learner.restore(start); // opened again after a failure, it may have moved
      good = start;
      startAnswers = await sample(pickPrompts());
      remember(startAnswers, 0);
      const newest = await stores.policies.newest(arenaId);
      current = newest ?? (await promoteStart());
      currentAnswers = startAnswers;
      if (newest !== null && newest.version > 0) {
        await restoreNewest();
        currentAnswers = await sample(startAnswers.prompts);
        remember(currentAnswers, newest.version);
      }
      await learner.warmUp(); // the first players have their pairs by now
      // The comparisons its newest version was trained on are known already; later ones are new and make `learn` run.
      seen = 0;
      await readComparisons();
      learner.fitReward();
      if (seen <= current.comparisonId) return at("idle");
      log.info(
        { from: current.comparisonId, to: seen },
        "Votes arrived while no trainer ran; learning from them first",
      );
      await cycle();
    },
    async learn() {
      await followNewest();
      if ((await readComparisons()) === 0) return false;
      await cycle();
      return true;
    },
    async refill() {
      await followNewest();
      const { rapid } = await stores.pool.remaining(arenaId, current.version);
      if (rapid >= schedule.lowWater) return false;
      await at("refill");
      await stores.pool.add(arenaId, pairsOf(await sample(pickPrompts()), current.version));
      await at("idle");
      return true;
    },
  };

  async function cycle(): Promise<void> {
    const began = performance.now();
    const quality = await refitReward();
    await improve();
    await judge(quality);
    await at("idle");
    log.info({ seconds: (performance.now() - began) / 1000, comparisons: learner.comparisons }, "Cycle done");
  }
}

/** Metrics are stored as JSON, which knows no NaN: what is not known is left out. */
const finite = (metrics: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
