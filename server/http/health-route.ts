import type { RequestHandler } from "express";
import { PROTOCOL_VERSION } from "../../shared/protocol/views.ts";
import { type ArenaId, MAIN_ARENA } from "../arena/ports/arena-id.ts";
import type { Policies } from "../arena/ports/policies.ts";
import type { TrainerHeartbeats } from "../arena/ports/trainer-heartbeats.ts";

export interface HealthSources {
  readonly healthy: () => Promise<boolean>;
  readonly heartbeats: Pick<TrainerHeartbeats, "last">;
  readonly policies: Pick<Policies, "newest">;
  readonly version: string;
}

/** `GET /health`: 200 while the database answers, 503 otherwise; a missing trainer is reported and is no failure, since games go on without. */
export function healthRoute(sources: HealthSources): RequestHandler {
  return async (_request, response) => {
    const database = await sources.healthy().catch(() => false);
    response.status(database ? 200 : 503).json({
      database: database ? "ok" : "unreachable",
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
