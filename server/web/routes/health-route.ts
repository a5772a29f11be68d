import type { RequestHandler } from "express";
import { PROTOCOL_VERSION } from "../../../shared/round/view.ts";
import type { LeasesState } from "../../game/room/room-leases.ts";
import { type ArenaId, MAIN_ARENA } from "../../ports/arena.ts";
import type { Policies, TrainerHeartbeats } from "../../ports/models.ts";

/**
 * State of the disk under the data folder. "low" is a warning. On a disk that is "full" or "unwritable" nothing can
 * be stored.
 */
export type DiskState = "ok" | "low" | "full" | "unwritable";

export interface HealthSources {
  readonly healthy: () => Promise<boolean>;
  readonly heartbeats: Pick<TrainerHeartbeats, "last">;
  readonly policies: Pick<Policies, "newest">;
  /** Of the disk under the data folder. */
  readonly disk: () => Promise<DiskState>;
  /** Whether the database is on that disk, and not elsewhere. */
  readonly votesOnDisk: boolean;
  readonly version: string;
  readonly cluster: () => ClusterState;
}

/** How this process stands among those that share the games. */
export interface ClusterState {
  /** Its NODE_NAME. */
  readonly node: string;
  /** "none": there is one process. While Redis is "away" games go on, and rooms of other processes can't be joined. */
  readonly redis: "none" | "ok" | "away";
  readonly leases: LeasesState;
  /** It takes no new rooms and hands over those that it has, since it is about to stop. */
  readonly draining: boolean;
}

/**
 * `GET /health`: 200 while votes can be stored, else 503. That is so when the database doesn't answer, or when its
 * own disk is full: then it still answers queries, but no vote can be acknowledged. A disk that runs low, a full disk
 * beside a database elsewhere and a missing trainer are reported with 200, since games go on.
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
      cluster: sources.cluster(),
    });
  };
}

async function trainerHealth({ heartbeats }: HealthSources, arenaId: ArenaId) {
  const heartbeat = await heartbeats.last(arenaId);
  return heartbeat === null ? null : { state: heartbeat.state, ageMs: heartbeat.ageMs };
}
