import { type Response, Router } from "express";
import {
  ADAPTER_FILES,
  MODEL_FILES,
  type ModelList,
  REWARD_MODEL_FILE,
  type RoundSummary,
} from "../../../shared/protocol/models.ts";
import { CheckpointFault } from "../../checkpoints/checkpoint-fault.ts";
import type { Checkpoints } from "../../checkpoints/checkpoints.ts";
import type { Arenas, WallClock } from "../../ports/arena.ts";
import type { Policies, PolicyRecord, RewardModels } from "../../ports/models.ts";
import type { Rounds } from "../../ports/rounds.ts";
import type { Sessions } from "../../ports/sessions.ts";
import { HttpFault } from "../http-fault.ts";
import { askedArena } from "./arena-access.ts";

const FILES: readonly string[] = [...MODEL_FILES, ...ADAPTER_FILES];

export interface ModelRouteServices {
  readonly arenas: Pick<Arenas, "byName">;
  readonly sessions: Pick<Sessions, "byCode">;
  readonly rounds: Pick<Rounds, "last">;
  readonly policies: Pick<Policies, "list">;
  readonly rewardModels: Pick<RewardModels, "newest">;
  readonly now: WallClock;
  /** Where the folders of versions and reward models lie. */
  readonly checkpoints: Pick<Checkpoints, "at" | "place">;
}

/** What an arena has trained, read-only: the versions, the files of promoted ones, and the newest reward model. */
export function modelRoutes(services: ModelRouteServices): Router {
  const { arenas, sessions, rounds, policies, rewardModels, now, checkpoints } = services;
  const router = Router();

  router.get("/models", async (request, response) => {
    const { id } = await askedArena(arenas, request);
    const models = (await policies.list(id)).map(
      ({ version, status, reason, metrics, trainedOnRound, promotedAt, createdAt }) => {
        const ageMs = now() - (promotedAt ?? createdAt).getTime();
        return { version, status, reason, metrics, trainedOnRound, ageMs };
      },
    );
    response.json({ models } satisfies ModelList);
  });

  router.get("/models/:version/:file", async (request, response, next) => {
    const { version, file } = request.params;
    if (!FILES.includes(file)) return next();
    const promoted = (policy: PolicyRecord) => policy.status === "promoted" && String(policy.version) === version;
    const { id } = await askedArena(arenas, request);
    const policy = (await policies.list(id)).find(promoted);
    if (policy === undefined) throw new HttpFault(404, "not_found", `There is no promoted version ${version}.`);
    await sendFile(response, checkpoints, policy.folder, file);
  });

  router.get(`/reward-models/newest/${REWARD_MODEL_FILE}`, async (request, response) => {
    const newest = await rewardModels.newest((await askedArena(arenas, request)).id);
    if (newest === null) throw new HttpFault(404, "not_found", "No reward model has been fitted yet.");
    await sendFile(response, checkpoints, newest.folder, REWARD_MODEL_FILE);
  });

  router.get("/api/sessions/:code/round", async (request, response) => {
    const session = await sessions.byCode(request.params.code);
    if (session === null) throw new HttpFault(404, "unknown_session", "No open session has this code.");
    const round = await rounds.last(session.id);
    if (round === null) throw new HttpFault(404, "not_found", "This session has not started.");
    const { id, index, policyVersion } = round;
    response.json({ id, index, policyVersion } satisfies RoundSummary);
  });

  return router;
}

async function sendFile(
  response: Response,
  checkpoints: ModelRouteServices["checkpoints"],
  folder: string,
  file: string,
): Promise<void> {
  const root = await checkpoints.at(folder).catch((error: unknown) => {
    if (!(error instanceof CheckpointFault)) throw error;
    if (error.isMissing) throw new HttpFault(404, "not_found", "The files of this model are nowhere any more.");
    throw new HttpFault(503, "unavailable", "The files of this model can't be reached now; the server's log says why.");
  });
  await new Promise<void>((resolve, reject) => {
    response.sendFile(file, { root }, (error: Error | undefined) => {
      if (error === undefined || response.headersSent) return resolve();
      reject(new HttpFault(404, "not_found", "The files of this model are not on the machine of the web process."));
    });
  });
}
