import { type ChildProcess, execFile, spawn } from "node:child_process";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { EngineJob, JobReport, TrainingEngine } from "../../ports/training-engine.ts";
import type { TrlConfig } from "../../trl-config.ts";
import { writeJobFiles } from "./job-files.ts";
import { lastWords, readLog } from "./training-log.ts";
import { shellScript } from "./trl-plan.ts";

/** Bytes of a log that are read, its end. */
const LOG_READ = 1_000_000;
/** How long a job may take to end by itself when it's cancelled. */
const END_WITHIN_MS = 15_000;
const LOOK_MS = 200;
/** A shell says so where it finds no command of a name. */
const NOT_FOUND = 127;

/** What of the environment is none of the business of a program that trains. */
const WITHHELD =
  /^(DATABASE_|HOST_PASSWORD|ENDPOINT_|CONTESTANTS|TRAINING_TOKEN|RAY_AUTH_TOKEN|CHECKPOINT_|ANSWER_SERVER_|REDIS_)/;

/**
 * `trl` on this machine, beside the trainer. A job is a group of processes of its own, which outlives the trainer: its number, its log and how it ended lie
 * in files that bear the attempt's name, so that whoever takes over finds them.
 */
export function trlEngine(trl: TrlConfig, environment: NodeJS.ProcessEnv): TrainingEngine {
  return {
    name: "trl",
    prepare: writeJobFiles,
    async submit(job) {
      if (process.platform === "win32")
        throw new Error(
          "TRAINING_ENGINE=trl needs Linux or macOS. On Windows run Thumbwar in WSL, or use a Ray cluster",
        );
      const group = startGroup(job, trl, environment);
      await started(group);
      await writeFile(fileOf(job, "pid"), `${group.pid}\n`); // whoever asks next finds it, also before the shell has written the same
    },
    poll: report,
    async cancel(job) {
      const pid = await runningGroup(job);
      if (pid === null) return;
      end(pid, "SIGTERM");
      const until = performance.now() + END_WITHIN_MS;
      while (performance.now() < until) {
        await sleep(LOOK_MS);
        if (!isAlive(pid)) return;
      }
      end(pid, "SIGKILL");
    },
  };
}

/** What a job leaves behind: the number of its group, what it wrote, and how it ended. */
const TRACES = ["pid", "log", "exit"] as const;

const nameOf = ({ engineJob }: EngineJob, trace: (typeof TRACES)[number]): string => `${engineJob}.${trace}`;
const fileOf = (job: EngineJob, trace: (typeof TRACES)[number]): string => join(job.folder, nameOf(job, trace));

/** The shell writes its number first and how it ended last, whoever is there to see it. */
function startGroup(job: EngineJob, trl: TrlConfig, environment: NodeJS.ProcessEnv): ChildProcess {
  const kept = Object.entries(environment).filter(([name]) => !WITHHELD.test(name));
  const [pid, log, exit] = TRACES.map((trace) => nameOf(job, trace));
  const script = `echo $$ > ${pid}; ( ${shellScript(job, trl)} ) > ${log} 2>&1; echo $? > ${exit}.part; mv ${exit}.part ${exit}`;
  const group = spawn("sh", ["-c", script], {
    cwd: job.folder,
    detached: true,
    stdio: "ignore",
    env: { ...Object.fromEntries(kept), HF_HUB_OFFLINE: "1" },
  });
  group.unref();
  return group;
}

const started = (group: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    group.once("spawn", resolve);
    group.once("error", (cause) => reject(new Error(`No shell could be started: ${cause.message}`, { cause })));
  });

async function report(job: EngineJob): Promise<JobReport> {
  const told = readLog(await endOf(fileOf(job, "log")));
  const ended = await readIfThere(fileOf(job, "exit"));
  if (ended !== null) {
    const code = Number(ended.trim());
    if (code === 0) return { status: "succeeded", ...told, progress: 1, reason: null };
    return { status: "failed", ...told, reason: whyFailed(code, told.log) };
  }
  if ((await runningGroup(job)) !== null) return { status: "running", ...told, reason: null };
  const again = await readIfThere(fileOf(job, "exit")); // it may have ended between the two looks
  if (again !== null) return report(job);
  const isKnown = (await readIfThere(fileOf(job, "pid"))) !== null;
  const reason = isKnown ? "Its process is gone and left no word of how it ended" : "It was never started";
  return { status: "lost", ...told, reason };
}

function whyFailed(code: number, log: string): string {
  if (code === NOT_FOUND)
    return "There is no command trl. Install TRL (pip install 'trl[peft]') and say where it lies: TRL_COMMAND=/path/to/trl";
  return `trl ended with ${code}: ${lastWords(log) ?? "it said nothing"}`;
}

/** The number of a job's group of processes; null where it doesn't run. A number may have become another program's, which wasn't started with this name. */
async function runningGroup(job: EngineJob): Promise<number | null> {
  const pid = Number((await readIfThere(fileOf(job, "pid")))?.trim() || Number.NaN);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return null;
  return (await commandLine(pid)).includes(job.engineJob) ? pid : null;
}

async function commandLine(pid: number): Promise<string> {
  const line = await readIfThere(`/proc/${pid}/cmdline`);
  if (line !== null) return line;
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  return stdout;
}

/** Whether anything of a group is left. */
function isAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function end(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it ended meanwhile
  }
}

const readIfThere = (path: string): Promise<string | null> => readFile(path, "utf8").catch(() => null);

async function endOf(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return "";
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, LOG_READ));
    await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString("utf8");
  } finally {
    await file.close();
  }
}
