import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineJob, TrainingEngine } from "../../server/ports/training-engine.ts";

const CHILD = fileURLToPath(new URL("train-candidate-child.ts", import.meta.url));

/** What this engine writes for its processes. */
export interface GivenFiles {
  readonly base: string;
  readonly comparisons: readonly { id: number; prompt: string; a: string; b: string; label: number }[];
}

/** An engine of processes that train the tiny world's model, and what tests do to it. */
export interface ProcessEngine extends TrainingEngine {
  /** How the next job makes its candidate: a name of `WAYS` in the child. */
  way: string;
  /** What it was asked, in order. */
  readonly asked: string[];
  /** Makes it answer nothing but this; null: it answers as it should. */
  fault: string | null;
  /** Forgets its jobs, as a cluster does that was started anew; their processes end. */
  restart(): void;
  stop(): void;
}

/** Each job is a process: real files, and a candidate that nobody here has looked at. */
export function processEngine(): ProcessEngine {
  const running = new Map<string, ChildProcess>();
  const asked: string[] = [];
  const log = (job: EngineJob) => readFile(join(job.folder, "log"), "utf8").catch(() => "");
  function hear(what: string, { engineJob }: EngineJob): void {
    asked.push(`${what} ${engineJob.at(-1)}`);
    if (engine.fault !== null) throw new Error(engine.fault);
  }

  const engine: ProcessEngine = {
    name: "trl",
    way: "dpo",
    asked,
    fault: null,
    async prepare(job, material) {
      const comparisons: GivenFiles["comparisons"][number][] = [];
      for await (const { id, prompt, a, b, label } of material.comparisons())
        comparisons.push({ id, prompt, a: a.text, b: b.text, label });
      await writeFile(join(job.folder, "given.json"), JSON.stringify({ base: material.base, comparisons }));
    },
    async submit(job) {
      hear("submit", job);
      if (running.has(job.engineJob)) throw new Error(`${job.engineJob} was submitted already`);
      const out = openSync(join(job.folder, "log"), "a");
      const stdio = ["ignore", out, out] as const;
      running.set(job.engineJob, spawn(process.execPath, [CHILD, job.folder, engine.way], { stdio: [...stdio] }));
      closeSync(out);
    },
    async poll(job) {
      hear("poll", job);
      const child = running.get(job.engineJob);
      const ended = await readFile(join(job.folder, "ended"), "utf8").catch(() => null);
      const told = { log: await log(job), progress: ended === null ? 0.5 : 1, reason: null };
      if (ended !== null) return { ...told, status: ended === "0" ? "succeeded" : "failed" };
      const isThere = child !== undefined && child.exitCode === null && child.signalCode === null;
      return { ...told, status: isThere ? "running" : "lost" };
    },
    async cancel(job) {
      hear("cancel", job);
      running.get(job.engineJob)?.kill("SIGKILL");
    },
    restart() {
      engine.stop();
      running.clear();
    },
    stop() {
      for (const child of running.values()) child.kill("SIGKILL");
    },
  };
  return engine;
}
