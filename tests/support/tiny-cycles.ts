import { createHash } from "node:crypto";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { localCheckpoints } from "../../server/checkpoints/checkpoints.ts";
import { readConfig } from "../../server/config.ts";
import { type JudgeSettings, judgePanel } from "../../server/external/judges/judge-panel.ts";
import { tasteJudge } from "../../server/external/judges/taste-judge.ts";
import { configuredModels } from "../../server/external/models/external-model.ts";
import { modelPanel } from "../../server/external/models/model-panel.ts";
import type { OpenMethod } from "../../server/methods/method.ts";
import { exchangeableMethod } from "../../server/methods/registry.ts";
import { ADAPTER_SFT, SFT, sft } from "../../server/methods/sft/sft.ts";
import { type Engine, openEngine } from "../../server/ml/engine/engine.ts";
import { type Checkpoint, readCheckpoint } from "../../server/ml/model/checkpoint.ts";
import type { NamedTensors } from "../../server/ml/model/safetensors.ts";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { PairRecord } from "../../server/ports/pool.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { adapterFolders } from "../../server/trainer/folders/adapter-folders.ts";
import { wholeModelFolders } from "../../server/trainer/folders/policy-folders.ts";
import { folderName } from "../../server/trainer/folders/prune-folders.ts";
import { jobSettings } from "../../server/trainer/jobs/job-settings.ts";
import { demonstrationSequence, importedTokens, learnerComparison } from "../../server/trainer/learner-comparison.ts";
import type { Learner } from "../../server/trainer/learner-contract.ts";
import { gate } from "../../server/trainer/promotion/gate.ts";
import { SCHEDULE, type Schedule } from "../../server/trainer/schedule.ts";
import type { Adoption } from "../../server/trainer/start/adoption.ts";
import { type TrainingCycle, trainingCycle } from "../../server/trainer/training-cycle.ts";
import type { TrainingLine } from "../../server/trainer/training-line.ts";
import { seeded } from "../../shared/random/seeded.ts";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import { newPlayer, newRound, newVote, withStores } from "./open-arena.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import {
  liking,
  openTinyLearner,
  TINY_ADAPTER_METHODS,
  TINY_METHODS,
  TINY_SHAPE,
  tinyPrompts,
  tinyStart,
  tinyTokenizer,
} from "./tiny-learner.ts";

/** Six iterations a cycle, without a clock. */
export const TINY_SCHEDULE: Schedule = {
  ...SCHEDULE,
  ...{ iterations: 6, cycleMs: 60_000, poolPrompts: 24, perPrompt: 8, showdowns: 6, lowWater: 70 },
};

/** Trainers of the tiny world on a fresh database for each test of a file. */
export interface TinyCycles {
  readonly stores: Stores;
  readonly root: string;
  readonly start: Checkpoint;
  /**
   * A trainer as a new process makes it: everything it knows comes from the database and the folders.
   * @param adoption trains adapters to the starting model
   */
  newCycle(
    change?: Partial<TrainingLine>,
    judging?: JudgeSettings,
    adoption?: Adoption,
  ): Promise<{ learner: Learner; method: OpenMethod; cycle: TrainingCycle; line: TrainingLine }>;
  /** A round, of a session of its own unless one is given, in which one player judges rapid pairs, by the taste of this world unless told otherwise; returns its id. */
  playRound(
    pairs?: number,
    session?: { readonly id: string },
    verdictOf?: (pair: PairRecord) => Verdict,
  ): Promise<string>;
  fingerprintIn(folder: string): Promise<string>;
}

let ids = 0;
/** The terms of a test's trainers, by their database. */
const terms = new Map<string, number>();

/** All trainers of a test are of one term, unless it takes another. */
async function termOf({ stores, url }: { readonly stores: Stores; readonly url: string }): Promise<number> {
  const known = terms.get(url);
  if (known !== undefined) return known;
  const seat = (await stores.electTrainer())!;
  await seat.release();
  terms.set(url, seat.term);
  return seat.term;
}

export function withTinyCycles(): TinyCycles {
  const opened = withStores();
  let engine: Engine;
  let start: Checkpoint;
  let startFolder: string;
  let root: ReturnType<typeof temporaryFolder>;
  let running: { dispose(): Promise<void> }[] = [];
  beforeAll(async () => {
    root = temporaryFolder();
    engine = await openEngine("onnx");
    ({ start, startFolder } = await tinyStart(engine, root.path));
  });
  beforeEach(() => terms.clear());
  afterAll(() => root.remove());
  afterEach(async () => {
    for (const one of running) await one.dispose();
    running = [];
  });

  return {
    get stores() {
      return opened.stores;
    },
    get root() {
      return root.path;
    },
    get start() {
      return start;
    },
    async newCycle(change = {}, judging = { judge: null, aiShare: 0 }, adoption) {
      const own = await openTinyLearner(engine, start, adoption);
      const isWhole = adoption === undefined;
      const method = exchangeableMethod(own, isWhole ? TINY_METHODS : TINY_ADAPTER_METHODS, "ppo");
      const imitation = sft(isWhole ? SFT : ADAPTER_SFT).open(own);
      running.push(imitation, method, own);
      const line: TrainingLine = {
        arenaId: MAIN_ARENA,
        term: change.term ?? (await termOf(opened)),
        enter: async () => {},
        learner: own,
        method,
        sft: imitation,
        demonstrationSequence: demonstrationSequence(tinyTokenizer, TINY_SHAPE),
        stores: opened.stores,
        log: pino({ level: "silent" }),
        dataDir: root.path,
        checkpoints: localCheckpoints(root.path),
        folders:
          adoption === undefined
            ? wholeModelFolders(start, startFolder)
            : adapterFolders(start.config, adoption, startFolder),
        gate: (candidate) => gate(candidate),
        startMetrics: {},
        answersAnything: true,
        prompts: tinyPrompts,
        canRead: (prompt) => tinyTokenizer.encodePrompt(prompt).length <= TINY_SHAPE.promptWindow,
        showcasePrompts: tinyPrompts.slice(0, 2),
        finalePrompts: tinyPrompts.slice(2, 6),
        judges: judgePanel({
          ...{ arenaId: MAIN_ARENA, judgements: opened.stores.judgements, learner: own },
          ...{
            log: pino({ level: "silent" }),
            now: Date.now,
            wallNow: Date.now,
            settings: async () => ({ ...judging }),
          },
          open: async (name, before) => ({
            judge: tasteJudge(name, (answer) => liking(answer.response)),
            spent: () => before,
          }),
        }),
        externalModels: modelPanel({
          ...{ arenaId: MAIN_ARENA, externalModels: opened.stores.externalModels },
          ...{
            log: pino({ level: "silent" }),
            now: Date.now,
            wallNow: Date.now,
            opener: configuredModels(new Map(), () => true),
            packs: async () => [],
          },
          settings: () => opened.stores.trainingChoices.of(MAIN_ARENA),
        }),
        learnerComparison: learnerComparison(tinyTokenizer, TINY_SHAPE),
        whyUnread: importedTokens(tinyTokenizer, TINY_SHAPE),
        decode: tinyTokenizer.decode,
        isSafe: () => true,
        eosId: tinyTokenizer.eosId,
        newId: () => folderName(1, `${process.pid}-${++ids}`),
        random: seeded(ids + 1),
        schedule: TINY_SCHEDULE,
        tellReward: () => {},
        training: jobSettings(readConfig({}).training, null),
        ...change,
      };
      return { learner: own, method, cycle: trainingCycle(line), line };
    },
    async playRound(count = 40, session, verdictOf = verdictOn) {
      const { stores } = opened;
      const { round, players } =
        session === undefined
          ? await newRound(stores)
          : {
              round: await stores.rounds.open({ sessionId: session.id, index: 1 }),
              players: [await newPlayer(stores, session.id)],
            };
      const playerId = players[0]!.id;
      const dealt = await stores.pool.dealToPlayer({ arenaId: MAIN_ARENA, roundId: round.id, playerId, count });
      await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, playerId, verdictOf(pair))));
      await stores.rounds.close(round.id);
      return round.id;
    },
    fingerprintIn: async (folder) => fingerprint((await readCheckpoint(join(root.path, folder))).weights),
  };
}

function verdictOn({ a, b }: PairRecord): Verdict {
  const difference = liking(a.text) - liking(b.text);
  if (difference === 0) return "tie";
  return difference > 0 ? "a" : "b";
}

/** Stands for thousands of numbers, bit for bit, so that a difference is one line. */
export function fingerprint(weights: NamedTensors | Readonly<Record<string, Float32Array>>): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(weights).sort()) {
    const tensor = weights[name]!;
    hash.update(name).update(tensor instanceof Float32Array ? tensor : tensor.values);
  }
  return hash.digest("hex").slice(0, 12);
}
