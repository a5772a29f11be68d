import type { RequestHandler } from "express";
import { PROTOCOL_VERSION } from "../../../shared/protocol/views.ts";
import { type ArenaId, MAIN_ARENA } from "../../ports/arena.ts";
import type { Policies, TrainerHeartbeats } from "../../ports/models.ts";

/** How the disk under the data folder is: "low" is a warning, on one that is "full" or "unwritable" nothing can be stored. */
export type DiskState = "ok" | "low" | "full" | "unwritable";

export interface HealthSources {
  readonly healthy: () => Promise<boolean>;
  readonly heartbeats: Pick<TrainerHeartbeats, "last">;
  readonly policies: Pick<Policies, "newest">;
  /** How the disk under the data folder is. */
  readonly disk: () => Promise<DiskState>;
  /** Whether the votes are on that disk, and not in a database elsewhere. */
  readonly votesOnDisk: boolean;
  readonly version: string;
}

/**
 * `GET /health`: 200 while votes can be stored, 503 otherwise, which is when the database doesn't answer or when its own disk takes
 * nothing more: it answers questions then, and no vote is acknowledged. A disk that is running low, a full one beside a database
 * elsewhere and a missing trainer are reported and are no failures, since games go on.
 */
export function healthRoute(sources: HealthSources): RequestHandler {
  return async (_request, response) => {
    const [database, disk] = await Promise.all([sources.healthy().catch(() => false), sources.disk()]);
    const writable = disk === "ok" || disk === "low" || !sources.votesOnDisk;
    response.status(database && writable ? 200 : 503).json({
      database: database ? "ok" : "unreachable",
      disk,
      trainer: database ? await trainerHealth(sources, MAIN_ARENA) : null,
      policyVersion: database ? ((await sources.policies.newest(MAIN_ARENA))?.version ?? null) : null,
      version: sources.version,
      protocol: PROTOCOL_VERSION,
      node: process.version,
    });
  };
}

async function trainerHealth({ heartbeats }: HealthSources, arenaId: ArenaId) {
  const heartbeat = await heartbeats.last(arenaId);
  return heartbeat === null ? null : { state: heartbeat.state, ageMs: heartbeat.ageMs };
}
