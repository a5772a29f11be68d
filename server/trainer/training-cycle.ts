import type { TrainingSettings } from "../../shared/protocol/training-settings.ts";
import type { TrainerState } from "../../shared/round/trainer-states.ts";
import type { MethodState } from "../methods/method.ts";
import { afterRejection } from "../methods/on-policy.ts";
import { asParameters } from "../ml/training/gradient-steps.ts";
import { inSpan } from "../ports/tracing.ts";
import { comparisonReader, fitReward } from "./fit-reward.ts";
import { pruneFolders } from "./folders/prune-folders.ts";
import { openHeartbeat } from "./heartbeat.ts";
import { jobDesk } from "./jobs/job-desk.ts";
import { examineReturned } from "./jobs/returned-candidate.ts";
import { learnDemonstrations } from "./learn-demonstrations.ts";
import type { RewardQuality } from "./learner-contract.ts";
import { exhibitWorkshop } from "./lesson/workshop.ts";
import { finaleAnswers } from "./pool/finale-answers.ts";
import { keepPool } from "./pool/keep-pool.ts";
import { showcase } from "./pool/showcase.ts";
import { prepareCycles } from "./prepare-cycle.ts";
import { principleFigures } from "./principle-figures.ts";
import { demoteDeclined, putThroughGate } from "./promotion/promotion.ts";
import { improvePolicy, owesPractice } from "./schedule.ts";
import { assertSameStart, promoteStart } from "./start/start-version.ts";
import type { LineStanding, TrainingLine } from "./training-line.ts";

/** How long a cycle waits for the AI judge to judge what players just judged; later labels count in the next cycle. */
const JUDGE_MS = 1_000;

/** The work of the trainer on one arena: everything it knows is rebuilt from the database and the policy folders. */
export interface TrainingCycle {
  /** Says that it is alive, and what it is doing. */
  beat(): Promise<void>;
  /** Says that another arena has its turn first. */
  wait(): Promise<void>;
  /** Says that what it needs can't be reached. */
  block(): Promise<void>;
  /** The last comparison that it has read; 0 before it is open. */
  readonly seen: number;
  /**
   * Brings the learner to the newest promoted version and reads every comparison; makes version 0 where there is none.
   * @throws StartModelChanged when the arena began with another model
   */
  open(): Promise<void>;
  /** Learns from comparisons that arrived since; true when there were any. */
  learn(): Promise<boolean>;
  /**
   * Adds pairs of the newest version when few are left; else makes a piece of what a lesson waits for, or practises on for votes that it knows.
   * True when there was something to do.
   */
  refill(): Promise<boolean>;
  /** Gives up what is in the making for a lesson; the next cycle makes it anew. */
  close(): Promise<void>;
}

/** The cycle of a line that isn't open yet: `open` comes before `learn` and `refill`. */
export function trainingCycle(line: TrainingLine): TrainingCycle {
  const { arenaId, checkpoints, externalModels, learner, log, method, judges, stores } = line;
  const start: MethodState = method.state();
  const pool = keepPool(line);
  const comparisons = comparisonReader(line);
  const storeShowcase = showcase(line);
  const storeFinaleAnswers = finaleAnswers(line);
  const tellPrinciples = principleFigures(line);
  const heart = openHeartbeat(stores.heartbeats, arenaId, resting, line.schedule.cycleMs);
  /** What it is while it does nothing. */
  function resting(): TrainerState {
    return checkpoints.trouble !== null ? "blocked" : (pool.trouble ?? "idle");
  }
  let standing: LineStanding;
  const workshop = exhibitWorkshop(line, () => standing, start);
  const jobs = jobDesk(line);
  const preparation = prepareCycles(line, jobs);
  /** Of the last fit. */
  let quality: RewardQuality | null = null;
  /** How long the last cycle took from its last iteration to its end. */
  let gateMs = 1_000;
  /** Whether comparisons were read that no version has learnt from yet. */
  let isBehind = false;

  async function open(): Promise<void> {
    await line.enter();
    await heart.beat("loading");
    await method.use((await stores.trainingChoices.of(arenaId)).method);
    await method.restore(start); // opened again after a failure, it may have moved
    await assertSameStart(line);
    const asked = await pool.asked();
    const startAnswers = await pool.sample(pool.pickPrompts(asked));
    pool.remember(startAnswers, 0);
    const newest = await stores.policies.newest(arenaId);
    const current = newest ?? (await promoteStart(line, pool, startAnswers));
    for (let i = 1; i < line.schedule.startPools; i++)
      pool.remember(await pool.sample(pool.pickPrompts(asked, startAnswers.prompts)), 0);
    standing = { current, lastPromoted: start, asked: asked.key, startAnswers, currentAnswers: startAnswers };
    if (current.version > 0) {
      await restoreCurrent();
      pool.remember(standing.currentAnswers, current.version);
    }
    // The comparisons its newest version was trained on are known already; later ones are new and make `learn` run.
    comparisons.rewind();
    await comparisons.read();
    await judges.step(0);
    await judges.read();
    const { axisWeights, campAim } = await stores.trainingChoices.of(arenaId);
    quality = learner.fitReward(axisWeights, campAim);
    if (quality !== null) line.tellReward(learner.presentReward());
    isBehind = comparisons.seen > current.comparisonId && learner.comparisons > 0;
    if (!isBehind || !(await checkpoints.isUsable())) return heart.rest();
    isBehind = false;
    log.info(
      { from: current.comparisonId, to: comparisons.seen },
      "Votes arrived while no trainer ran; learning from them first",
    );
    await demote();
    await cycle();
  }

  /** Brings the learner to the standing's version. */
  async function restoreCurrent(): Promise<void> {
    const { weights, state } = await line.folders.load(await checkpoints.at(standing.current.folder));
    await method.restore(state ?? { ...start, policy: asParameters(weights) });
    const currentAnswers = await pool.sample(standing.startAnswers.prompts);
    standing = { ...standing, lastPromoted: method.state(), currentAnswers };
  }

  /** Another process may have rolled versions back: the learner then follows. */
  async function followNewest(): Promise<void> {
    const newest = await stores.policies.newest(arenaId);
    if (newest === null || newest.version === standing.current.version) return;
    await line.enter();
    await heart.beat("loading");
    standing = { ...standing, current: newest };
    await restoreCurrent();
    await heart.rest();
    log.info({ version: newest.version }, "Training goes on from another version");
  }

  /** Rolls back versions that people like less; training goes on from before them with a higher KL coefficient. */
  async function demote(): Promise<void> {
    const declined = method.state();
    if (!(await demoteDeclined(line))) return;
    await followNewest();
    standing = { ...standing, lastPromoted: afterRejection(standing.lastPromoted, declined) };
    await method.restore(standing.lastPromoted);
  }

  /**
   * Where players are asked something else than before, has the newest version answer it, for them, and the starting model, as what candidates
   * are compared with; true then.
   */
  async function answerWhatIsAsked(): Promise<boolean> {
    const asked = await pool.asked();
    if (asked.key === standing.asked) return false;
    await line.enter();
    await heart.beat("refill");
    const { version } = standing.current;
    const currentAnswers = await pool.sample(pool.pickPrompts(asked));
    await pool.add(currentAnswers, version);
    let startAnswers = currentAnswers;
    if (version > 0) {
      const present = method.state();
      await method.restore(start);
      startAnswers = await pool.sample(currentAnswers.prompts);
      await method.restore(present);
      pool.remember(currentAnswers, version);
    }
    pool.remember(startAnswers, 0);
    standing = { ...standing, asked: asked.key, startAnswers, currentAnswers };
    await heart.rest();
    return true;
  }

  const cycle = () => inSpan("training cycle", { "thumbwar.arena": arenaId }, learnOnce);

  async function learnOnce(): Promise<void> {
    const began = performance.now();
    await answerWhatIsAsked();
    const { version } = standing.current;
    const choices = await stores.trainingChoices.of(arenaId);
    await heart.beat("reward");
    quality = await inSpan("fit reward", {}, () => fitReward(line, comparisons, version, choices));
    if (quality !== null) line.tellReward(learner.presentReward());
    await workshop.renewBets();
    const { sources } = await pool.asked();
    learner.alsoPlay(
      sources.flatMap(({ packId, prompts }) => (packId === undefined ? [] : prompts.map(({ text }) => text))),
    );
    if (jobs.isOpen) await jobs.propose(version, comparisons.seen);
    const improved = jobs.isOpen ? null : await improve(choices, began);
    await externalModels.step(0); // a new version is met from its first round on, also where one cycle follows the other
    await tellPrinciples(choices, standing);
    preparation.renew();
    if (improved !== null) gateMs = performance.now() - improved;
    await pruneFolders(line);
    await heart.rest();
    log.info({ seconds: (performance.now() - began) / 1000, comparisons: learner.comparisons }, "Cycle done");
  }

  /** The trainer's own training, from the last promoted version on; returns when its last iteration had ended. */
  async function improve(choices: TrainingSettings, began: number): Promise<number> {
    const { version } = standing.current;
    await heart.beat("improve");
    await method.use(choices.method);
    const fromDemonstrations = await inSpan("improve policy", { "thumbwar.method": choices.method }, async () => {
      const isTaught = await learnDemonstrations(line, choices, version);
      await improvePolicy(line, choices.method, version, began + line.schedule.cycleMs - gateMs);
      return isTaught;
    });
    const improved = performance.now();
    await heart.beat("gate");
    standing = await inSpan("gate", {}, () =>
      putThroughGate(line, standing, pool, comparisons, quality, choices.method, fromDemonstrations),
    );
    return improved;
  }

  /** Goes on with what an engine trains; true when there was a candidate to examine. */
  async function followJob(): Promise<boolean> {
    const job = await jobs.step();
    if (job === null || !(await checkpoints.isUsable())) return false;
    await answerWhatIsAsked();
    await line.enter();
    await heart.beat("gate");
    const { lastRound } = comparisons;
    const examined = await examineReturned(line, job, { standing, start, pool, quality, lastRound });
    standing = examined.standing;
    await jobs.decide(job, examined.decision);
    await externalModels.step(0);
    await storeFinaleAnswers(standing.current.version, await pool.kept());
    await heart.rest();
    return true;
  }

  return {
    beat: heart.again,
    wait: () => heart.beat("waiting"),
    block: () => heart.beat("blocked"),
    get seen() {
      return comparisons.seen;
    },
    open: () =>
      open().catch(async (error: unknown) => {
        if (checkpoints.trouble !== null) await heart.rest();
        throw error;
      }),
    async learn() {
      await followNewest();
      const isUsable = await checkpoints.isUsable();
      if (isUsable && (await followJob())) return true;
      if ((await comparisons.read()) > 0) isBehind = true;
      if (!isBehind || !isUsable) {
        if (heart.state !== resting()) await heart.rest();
        return false;
      }
      isBehind = false;
      judges.wake();
      await judges.step(JUDGE_MS);
      await judges.read();
      await storeFinaleAnswers(standing.current.version, await pool.kept());
      await demote();
      await cycle();
      // Every version that may deal a game's first round, or its last one, whatever is to be learnt next.
      await storeFinaleAnswers(standing.current.version, await pool.kept());
      return true;
    },
    async refill() {
      await followNewest();
      const filled =
        (await answerWhatIsAsked()) ||
        (await pool.refill(standing.current.version, async () => {
          await line.enter();
          await heart.beat("refill");
        }));
      if (filled) {
        judges.wake();
      } else {
        await pool.addPicked(standing.current.version, line.enter);
        await storeShowcase(standing.current.version);
        await storeFinaleAnswers(standing.current.version, await pool.kept());
        await preparation.prepare();
      }
      if (heart.state !== resting()) await heart.rest();
      await judges.step(0);
      await externalModels.step(0);
      if (filled || (await workshop.step())) return true;
      if (jobs.isOpen || !(await checkpoints.isUsable()) || !(await owesPractice(line))) return false;
      await cycle();
      await storeFinaleAnswers(standing.current.version, await pool.kept());
      return true;
    },
    close: () => workshop.close(),
  };
}
