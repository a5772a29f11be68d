import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncPath } from "../ml/model/checkpoint.ts";
import { CheckpointFault } from "./checkpoint-fault.ts";
import { type CheckpointLog, type Checkpoints, dropFiles, localCheckpoints } from "./checkpoints.ts";
import { describeFolder, formatManifest, MANIFEST, type Manifest, parseManifest } from "./manifest.ts";
import type { CheckpointBucket } from "./s3-bucket.ts";
import { tidyBucket } from "./tidy-bucket.ts";

/** Pause after a failure until a small object is tried, doubled each time up to the second figure; a folder that was stored puts it back. */
const PAUSE_MS = [15_000, 300_000] as const;
const PROBE = "probe";

/**
 * Checkpoints in a bucket, with the data folder before it. A folder's files are stored first and its manifest last; whoever reads it checks
 * every file against the manifest.
 * @param now of a clock that only goes forward
 */
export function bucketCheckpoints(
  bucket: CheckpointBucket,
  dataDir: string,
  log: CheckpointLog,
  now: () => number,
): Checkpoints {
  const local = localCheckpoints(dataDir);
  const fetching = new Map<string, Promise<void>>();
  let trouble: string | null = null;
  let pauseMs: number = PAUSE_MS[0];
  let tryAgainAt = 0;

  /** Remembers whether the bucket can be used, and says so when that changes. */
  async function watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      settled();
      return result;
    } catch (error) {
      if (error instanceof CheckpointFault) failed(error);
      throw error;
    }
  }
  function failed({ message }: CheckpointFault): void {
    if (trouble === null) log.error(`${message}. Until that works no new version can be kept; games go on`);
    else log.warn(`${message}. Trying again in ${Math.round(pauseMs / 1_000)} s`);
    trouble = message;
    tryAgainAt = now() + pauseMs;
    pauseMs = Math.min(PAUSE_MS[1], pauseMs * 2);
  }
  function settled(): void {
    if (trouble !== null) log.info(`${bucket.placeOf("")} can be used again`);
    trouble = null;
  }

  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );

  async function store(folder: string): Promise<void> {
    const path = join(dataDir, folder);
    const files = await describeFolder(path);
    for (const [name, mark] of Object.entries(files)) await bucket.upload(keyOf(folder, name), join(path, name), mark);
    await writeManifest(folder, files);
  }

  async function writeManifest(folder: string, files: Manifest): Promise<void> {
    const key = keyOf(folder, MANIFEST);
    const text = formatManifest(files);
    await bucket.write(key, text);
    if ((await bucket.read(key)) !== text)
      throw new CheckpointFault(`Writing ${bucket.placeOf(key)}: something else is read back`);
  }

  async function manifestOf(folder: string): Promise<Manifest | null> {
    const key = keyOf(folder, MANIFEST);
    const text = await bucket.read(key);
    return text === null ? null : parseManifest(text, bucket.placeOf(key));
  }

  /** All or nothing, as a folder is written. */
  async function fetchFolder(folder: string): Promise<void> {
    const target = join(dataDir, folder);
    const temporary = `${target}.${process.pid}.tmp`;
    const files = await manifestOf(folder);
    if (files === null)
      throw new CheckpointFault(`${folder} is neither in ${dataDir} nor in ${bucket.placeOf("")}`, { isMissing: true });
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    try {
      for (const [name, mark] of Object.entries(files))
        await bucket.download(keyOf(folder, name), join(temporary, name), mark);
      await syncPath(temporary);
      await rename(temporary, target);
      await syncPath(dirname(target));
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    log.info(`Fetched ${bucket.placeOf(keyOf(folder))}`);
  }

  /** What nobody needs any more may wait: `tidy` finds it. */
  async function eventually(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!(error instanceof CheckpointFault)) throw error;
      log.warn(`${error.message}. It stays there for now`);
    });
  }

  async function dropStored(folder: string, names: readonly string[]): Promise<void> {
    const files = await manifestOf(folder);
    if (files === null) return;
    const left = Object.entries(files).filter(([name]) => !names.includes(name));
    if (left.length === Object.keys(files).length) return;
    await writeManifest(folder, Object.fromEntries(left)); // before they are gone: nobody is told of them then
    for (const name of names) if (name in files) await bucket.remove(keyOf(folder, name));
  }

  async function removeStored(folder: string): Promise<void> {
    const files = await manifestOf(folder);
    await bucket.remove(keyOf(folder, MANIFEST));
    for (const name of Object.keys(files ?? {})) await bucket.remove(keyOf(folder, name));
  }

  return {
    place: bucket.placeOf(""),
    get trouble() {
      return trouble;
    },

    async isUsable() {
      if (trouble === null) return true;
      if (now() < tryAgainAt) return false;
      return watched(() => bucket.write(PROBE, "")).then(
        () => true,
        () => false,
      );
    },

    async at(folder) {
      const path = join(dataDir, folder);
      if (await isThere(path)) return path;
      let fetched = fetching.get(folder);
      if (fetched === undefined) {
        fetched = watched(() => fetchFolder(folder)).finally(() => fetching.delete(folder));
        fetching.set(folder, fetched);
      }
      await fetched;
      return path;
    },

    async keep(folder) {
      try {
        await watched(() => store(folder));
        pauseMs = PAUSE_MS[0];
      } catch (error) {
        await local.remove(folder);
        throw error;
      }
    },

    share: (folder) =>
      watched(async () => {
        const files = await manifestOf(folder);
        const here = await describeFolder(join(dataDir, folder));
        if (files === null || formatManifest(files) !== formatManifest(here)) await store(folder);
      }),

    async drop(folder, names) {
      const present = await readdir(join(dataDir, folder)).catch((): string[] => []);
      if (!names.some((name) => present.includes(name))) return; // it was done before
      await dropFiles(join(dataDir, folder), names);
      await eventually(() => dropStored(folder, names));
    },

    async remove(folder) {
      await local.remove(folder);
      await eventually(() => removeStored(folder));
    },

    tidy: (recorded, signal) =>
      eventually(() =>
        tidyBucket(bucket, recorded, {
          log,
          signal,
          storeHere: async (folder) => {
            if (await isThere(join(dataDir, folder))) await store(folder);
            else log.warn(`${folder} is recorded, and is neither in ${dataDir} nor in ${bucket.placeOf("")}`);
          },
          drop: dropStored,
        }),
      ),
  };
}

/** The key of a folder or of a file in it. On Windows folders are recorded with that system's separator. */
const keyOf = (folder: string, ...file: readonly string[]): string => [folder.replaceAll("\\", "/"), ...file].join("/");
