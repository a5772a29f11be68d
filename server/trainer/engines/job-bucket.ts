import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { MANIFEST, markOf, parseManifest } from "../../checkpoints/manifest.ts";
import type { CheckpointBucket } from "../../checkpoints/s3-bucket.ts";
import type { EngineJob, JobMaterial } from "../../ports/training-engine.ts";
import { BASE_MODEL } from "../start/adoption.ts";
import { writeJobFiles } from "./job-files.ts";
import { quoted } from "./trl-plan.ts";

/** Below it, a folder for each attempt at a job: what it reads, and in `out` what it leaves. */
const JOBS = "jobs";
const OUT = "out";
/** What a job may leave: an adapter in PEFT's layout, or a whole model in one file. */
const RESULTS = [
  "adapter_config.json",
  "adapter_model.safetensors",
  "config.json",
  "generation_config.json",
  "model.safetensors",
];
/** Of a machine that may be far from the bucket: a connection that breaks is tried again, one that hangs is given up. */
const CURL = "curl --silent --show-error --fail --retry 4 --connect-timeout 20 --speed-limit 1 --speed-time 60";

/** What a job reads and leaves, by way of a bucket: for a cluster that shares no disk with the trainer. */
export interface JobBucket {
  prepare(job: EngineJob, material: JobMaterial): Promise<void>;
  /**
   * Stores what was prepared, and what the cluster runs around the job's commands: it fetches its files into a folder of its own, works there, and
   * stores its results. The cluster needs `curl`, and no key to the bucket: addresses are lent to it, each for one object.
   * @param commands run in that folder, and leave `out` there
   */
  scriptOf(job: EngineJob, commands: string): Promise<string>;
  /** Brings what a job left to where it would lie on a shared disk. */
  bringBack(job: EngineJob): Promise<void>;
  /** Removes all that the bucket has of an attempt. */
  forget(job: EngineJob): Promise<void>;
}

/** As a job is named where it runs. */
export const thereOf = ({ engineJob, method }: EngineJob) => ({ engineJob, method, folder: ".", out: OUT });

export function jobBucket(bucket: CheckpointBucket): JobBucket {
  const keyOf = ({ engineJob }: EngineJob, ...names: readonly string[]) => posix.join(JOBS, engineJob, ...names);

  /** The files of the adopted model, which an arena's adapters are added to. */
  async function baseFiles(): Promise<string[]> {
    const manifest = await bucket.read(posix.join(BASE_MODEL, MANIFEST));
    if (manifest === null)
      throw new Error(
        `${bucket.placeOf(BASE_MODEL)} isn't there yet: the trainer stores the adopted model when it starts. The next job will find it`,
      );
    return Object.keys(parseManifest(manifest, bucket.placeOf(BASE_MODEL)));
  }

  return {
    prepare: (job, material) => writeJobFiles(job, material, BASE_MODEL),

    async scriptOf(job, commands) {
      const isWhole = (await readdir(job.folder)).includes("base");
      const steps = [`work=$(mktemp -d)`, `trap 'rm -rf "$work"' EXIT`, `trap 'exit 143' TERM`, `cd "$work"`];
      const fetched = async (key: string, to: string) =>
        steps.push(`${CURL} --create-dirs --output ${quoted(to)} ${quoted(await bucket.lend("GET", key))}`);
      for (const name of await filesBelow(job.folder)) {
        const path = join(job.folder, name);
        await bucket.upload(keyOf(job, name), path, await markOf(path));
        await fetched(keyOf(job, name), name);
      }
      if (!isWhole)
        for (const name of await baseFiles()) await fetched(posix.join(BASE_MODEL, name), posix.join(BASE_MODEL, name));
      steps.push(`( ${commands} )`);
      for (const name of RESULTS) {
        const from = quoted(posix.join(OUT, name));
        const to = quoted(await bucket.lend("PUT", keyOf(job, OUT, name)));
        steps.push(`{ [ ! -f ${from} ] || ${CURL} --upload-file ${from} ${to}; }`);
      }
      return steps.join(" && ");
    },

    async bringBack(job) {
      const coming = `${job.out}.coming`;
      await rm(coming, { recursive: true, force: true });
      await mkdir(coming, { recursive: true });
      for (const name of RESULTS) await bucket.fetch(keyOf(job, OUT, name), join(coming, name));
      await rm(job.out, { recursive: true, force: true });
      await rename(coming, job.out);
    },

    async forget(job) {
      const own = keyOf(job, "");
      for (const { key } of await bucket.list()) if (key.startsWith(own)) await bucket.remove(key);
    },
  };
}

/** Names of files in a folder and in folders of it, with slashes. */
async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((one) => one.isFile())
    .map((one) =>
      posix.join(
        ...join(one.parentPath, one.name)
          .slice(folder.length + 1)
          .split(/[\\/]/),
      ),
    );
}
