import type { CheckpointConfig } from "../checkpoint-config.ts";
import { type CheckpointLog, type Checkpoints, localCheckpoints } from "./checkpoints.ts";

/** Checkpoints in the data folder, and in the bucket that is set. */
export async function openCheckpoints(
  config: CheckpointConfig | null,
  dataDir: string,
  log: CheckpointLog,
): Promise<Checkpoints> {
  if (config === null) return localCheckpoints(dataDir);
  const { openBucket } = await import("./s3-bucket.ts");
  const { bucketCheckpoints } = await import("./bucket-checkpoints.ts");
  return bucketCheckpoints(await openBucket(config), dataDir, log, () => performance.now());
}
