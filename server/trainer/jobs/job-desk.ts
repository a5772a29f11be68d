import { randomUUID } from "node:crypto";
import { isOver } from "../../../shared/protocol/training/training-jobs.ts";
import type { JobEvent, TrainingJob } from "../../ports/training-jobs.ts";
import type { TrainingLine } from "../training-line.ts";
import { gigabytes, jobBytes, LEAST_FREE } from "./job-folder.ts";
import { jobWork } from "./job-work.ts";

/** An arena's jobs, as its line deals with them. */
export interface JobDesk {
  /** Whether jobs are made in the place of the trainer's own training. */
  readonly isOpen: boolean;
  /**
   * Makes a job of all comparisons read, where enough are new and the budget allows it.
   * @param parent the version that it's to replace
   * @param seen the last comparison read
   */
  propose(parent: number, seen: number): Promise<void>;
  /** Brings the arena's job one step on, without waiting for its engine; the job whose candidate stands at the gate, if there is one. */
  step(): Promise<TrainingJob | null>;
  /** What became of the candidate at the gate. */
  decide(job: TrainingJob, event: Extract<JobEvent, { type: "promoted" | "rejected" }>): Promise<void>;
}

/** A desk that knows nothing yet: what it needs stands in the database. */
export function jobDesk(line: TrainingLine): JobDesk {
  const { arenaId, dataDir, folders, log, stores, term, training } = line;
  const { engine, given } = training;
  const { trainingJobs } = stores;
  const work = jobWork(line, change);
  /** Whether something is under way with the engine or the disk: one thing at a time. */
  let busy = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let told = "";

  async function change(job: TrainingJob, event: JobEvent): Promise<boolean> {
    const changed = await trainingJobs.change(job.id, event);
    if (changed?.refused)
      log.warn({ job: job.id, reason: changed.refused.reason }, "A training job is no longer this trainer's");
    else if (event.type === "failed" || event.type === "cancelled" || event.type === "lost")
      log.warn({ job: job.id, engine: job.engine, reason: event.reason }, `A training job was ${event.type}`);
    return changed?.refused === null;
  }

  /** The same again isn't logged twice in a row. */
  function tell(reason: string): void {
    if (reason !== told) log.warn({ reason }, "No training job is made");
    told = reason;
  }

  async function propose(parent: number, seen: number): Promise<void> {
    const [last] = await trainingJobs.list(arenaId, 1);
    if (last !== undefined && !isOver(last.state)) return;
    const { comparisons } = stores;
    const fresh =
      (await comparisons.count(arenaId, seen)) - (await comparisons.count(arenaId, last?.comparisonTo ?? 0));
    if (fresh < training.votes) return;
    const today = await trainingJobs.today(arenaId);
    if (today >= training.jobs)
      return tell(`This arena had ${today} jobs in 24 hours; TRAINING_JOBS allows ${training.jobs}`);
    const job = await trainingJobs.add({
      ...{ id: randomUUID(), arenaId, engine, method: training.method, term, parent, comparisonTo: seen },
    });
    if (job === null) return;
    told = "";
    log.info({ job: job.id, engine, method: job.method, comparisonTo: seen }, "A training job is made");
    const needed = LEAST_FREE + (await jobBytes(folders.startFolder, folders.adapter === null));
    const left = await training.free(dataDir);
    if (given !== null && left < needed) await change(job, noRoom(left, needed));
  }

  const noRoom = (left: number, needed: number) => {
    const reason = `${dataDir} has ${gigabytes(left)} left, and a job needs ${gigabytes(needed)}. Make room on the disk`;
    return { type: "failed", term, problem: "disk", reason } as const;
  };

  /** Why an arena's job can't go on; null where it can. */
  async function limit(job: TrainingJob): Promise<JobEvent | null> {
    if (job.engine !== engine)
      return {
        ...{ type: "cancelled", problem: "changed" },
        reason: `It was for TRAINING_ENGINE=${job.engine}, and ${engine} is set now`,
      };
    if (job.ranMs > training.minutes * 60_000)
      return {
        ...{ type: "cancelled", problem: "minutes" },
        reason: `It took longer than ${training.minutes} minutes, which TRAINING_MINUTES allows`,
      };
    const left = given === null ? Number.POSITIVE_INFINITY : await training.free(dataDir);
    return left < LEAST_FREE / 2 ? noRoom(left, LEAST_FREE / 2) : null;
  }

  /** Begins what waits for an engine or a disk; the next steps look whether it's done. */
  function begin(piece: () => Promise<void>): void {
    if (busy || performance.now() - lookedAt < training.pollMs) return;
    busy = true;
    piece()
      .catch((error: unknown) => log.error({ err: error }, "A training job could not be dealt with; trying again"))
      .finally(() => {
        busy = false;
        lookedAt = performance.now();
      });
  }

  return {
    isOpen: engine !== "tfjs",
    propose,
    async step() {
      const pending = await trainingJobs.pending(arenaId);
      const over = pending.find(({ state }) => isOver(state));
      if (over !== undefined) begin(() => work.clear(over));
      const job = pending.find(({ state }) => !isOver(state));
      if (job === undefined) return null;
      if (job.term !== term) {
        await change(job, { type: "adopted", term });
        return null;
      }
      if (job.state === "gated") return job;
      const end = await limit(job);
      if (end !== null) {
        await change(job, end);
        return null;
      }
      const { engineJob } = job;
      if (given !== null)
        begin(() => (engineJob === null ? work.submit(given, job) : work.look(given, job, engineJob)));
      return null;
    },
    async decide(job, event) {
      await change(job, event);
    },
  };
}
