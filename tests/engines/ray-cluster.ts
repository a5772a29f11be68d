import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineJob, TrainingEngine } from "../../server/ports/training-engine.ts";
import { VENV } from "./venv.ts";

const RAY = join(dirname(VENV.python), "ray");
const POLL_MS = 2_000;
const DASHBOARD = 24_301;

/** Where its dashboard listens. */
export const RAY_ADDRESS = `http://127.0.0.1:${DASHBOARD}`;

function ray(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(RAY, args, {
    encoding: "utf8",
    env: { ...process.env, RAY_USAGE_STATS_ENABLED: "0" },
  });
  if (status !== 0) throw new Error(`ray ${args[0]} ended with ${status}: ${stderr.slice(-500)}`);
}

/** A cluster of this machine alone. It must be the only one: `ray stop` stops them all. */
export function startRay(temporary: string): void {
  ray(
    ...["start", "--head", "--num-cpus", "2", "--disable-usage-stats", "--temp-dir", temporary],
    ...["--port", "24300", "--dashboard-host", "127.0.0.1", "--dashboard-port", String(DASHBOARD)],
    ...["--ray-client-server-port", "24302", "--object-store-memory", "200000000"],
    ...["--min-worker-port", "24310", "--max-worker-port", "24399"],
  );
}

export const stopRay = (): void => ray("stop", "--force");

/** Kills the cluster when a job has taken its first steps, starts it anew, and waits until the job is told to be lost. */
export async function loseJob(engine: TrainingEngine, job: EngineJob, temporary: string): Promise<void> {
  while (((await engine.poll(job)).progress ?? 0) === 0) await sleep(POLL_MS);
  stopRay();
  const unreachable = await engine.poll(job).catch((error: unknown) => String(error));
  if (typeof unreachable !== "string") throw new Error(`Ray was stopped, and a job is ${unreachable.status}`);
  startRay(temporary);
  const { status } = await engine.poll(job);
  if (status !== "lost") throw new Error(`Ray was started anew, and a job is ${status}`);
  process.stdout.write("ray: killed during a job; the job is lost\n");
}
