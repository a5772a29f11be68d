import type { EngineJob, TrainingEngine } from "../../ports/training-engine.ts";
import type { JobEvent, TrainingJob } from "../../ports/training-jobs.ts";
import { isTransient, messageOf } from "../../store/postgres/until-available.ts";
import { CandidateRefused, candidateSha256 } from "../folders/candidate-folders.ts";
import type { TrainingLine } from "../training-line.ts";
import { jobFolder, makeJobFolder, outOf, removeJobFolder } from "./job-folder.ts";
import { jobMaterial } from "./job-material.ts";

/** What is done about a job with its engine and on the disk. Each piece may take half a minute, and is begun again by whoever takes over. */
interface JobWork {
  submit(to: TrainingEngine, job: TrainingJob): Promise<void>;
  /** Asks the engine what has become of a job. */
  look(at: TrainingEngine, job: TrainingJob, engineJob: string): Promise<void>;
  /** Takes away what the engine and the disk have of a job that is over. */
  clear(job: TrainingJob): Promise<void>;
}

/** @param change stores what happened to a job; false where it's no longer this trainer's to say */
export function jobWork(line: TrainingLine, change: (job: TrainingJob, event: JobEvent) => Promise<boolean>): JobWork {
  const { arenaId, dataDir, log, term, training } = line;
  const { engine, given } = training;
  /** Since when the engine doesn't answer. */
  let unheardSince: number | null = null;
  const isGone = (): boolean => {
    unheardSince ??= performance.now();
    return performance.now() - unheardSince >= training.patienceMs;
  };

  function asGiven(job: TrainingJob, engineJob: string): EngineJob {
    const folder = jobFolder(dataDir, job.id);
    return {
      id: job.id,
      arenaId,
      engineJob,
      folder,
      out: outOf(folder),
      method: job.method,
      minutes: training.minutes,
    };
  }

  /** What went wrong when it was submitted tells more than that the engine doesn't know it. */
  const whyLost = ({ problem, reason }: TrainingJob, said: string | null): string =>
    (problem === "unreachable" ? reason : null) ?? said ?? `${engine} doesn't know it`;

  async function handIn(job: TrainingJob, out: string, log: string): Promise<void> {
    try {
      const sha256 = await candidateSha256(out);
      const { parent, comparisonTo } = job;
      await change(job, { type: "handedIn", arenaId, term, parent, comparisonId: comparisonTo, uri: out, sha256, log });
    } catch (error) {
      if (!(error instanceof CandidateRefused)) throw error;
      const reason = `The engine says that it is done. ${error.message}`;
      await change(job, { type: "failed", term, problem: error.problem, reason, log });
    }
  }

  return {
    async submit(to: TrainingEngine, job: TrainingJob): Promise<void> {
      const engineJob = `thumbwar-${job.id}-${job.attempts + 1}`;
      const one = asGiven(job, engineJob);
      try {
        await makeJobFolder(one.folder);
        await to.prepare(one, jobMaterial(line, job.comparisonTo));
      } catch (error) {
        if (isTransient(error)) throw error; // the database is away
        const problem = (error as NodeJS.ErrnoException).code === "ENOSPC" ? "disk" : "engine";
        await change(job, { type: "failed", term, problem, reason: messageOf(error) });
        return;
      }
      if (!(await change(job, { type: "submitting", term, engineJob }))) return;
      // Where this fails the engine may have it all the same: whoever asks for it next finds out.
      await to.submit(one).catch((error: unknown) => change(job, { type: "unheard", term, reason: messageOf(error) }));
    },

    async look(at: TrainingEngine, job: TrainingJob, engineJob: string): Promise<void> {
      const one = asGiven(job, engineJob);
      const report = await at.poll(one).catch(async (error: unknown) => {
        const reason = `${engine} doesn't answer: ${messageOf(error)}`;
        if (isGone()) return { status: "lost", reason } as const;
        if (job.reason !== reason) await change(job, { type: "unheard", term, reason });
        return null;
      });
      if (report === null) return;
      unheardSince = null;
      switch (report.status) {
        case "succeeded":
          return handIn(job, one.out, report.log);
        case "failed": {
          const reason = report.reason ?? (report.log.trim().split("\n").at(-1) || "The engine doesn't say why");
          await change(job, { type: "failed", term, problem: "engine", reason, log: report.log });
          return;
        }
        case "lost":
          await at.cancel(one).catch(() => {}); // should it be there all the same
          await change(job, { type: "lost", term, reason: whyLost(job, report.reason) });
          return;
        default: {
          const { progress } = report;
          const running = report.status === "running";
          if (running === (job.state === "running") && progress === job.progress && report.log === job.log) return;
          await change(job, { type: "told", term, running, progress, log: report.log });
        }
      }
    },

    /** Takes away what the engine and the disk have of a job that is over. */
    async clear(job: TrainingJob): Promise<void> {
      if (given !== null && job.engine === engine && job.engineJob !== null) {
        const gone = await given.cancel(asGiven(job, job.engineJob)).then(
          () => true,
          (error: unknown) => {
            log.warn({ job: job.id, reason: messageOf(error) }, "A training job could not be stopped");
            return isGone();
          },
        );
        if (!gone) return;
        unheardSince = null;
      }
      await removeJobFolder(jobFolder(dataDir, job.id));
      await change(job, { type: "cleared" });
    },
  };
}
