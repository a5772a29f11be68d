import { type Request, Router } from "express";
import { z } from "zod";
import { MAIN_NAME } from "../../../shared/protocol/arenas.ts";
import { type AnswersOfVersions, type RolledBack, VERSIONS_ASKED } from "../../../shared/protocol/lab.ts";
import { type TrainingSettings, trainingSettingsSchema } from "../../../shared/protocol/training-settings.ts";
import { type OlderVersions, olderVersions } from "../../../shared/protocol/watch/packed-versions.ts";
import { type ArenaId, type Arenas, MAIN_ARENA } from "../../ports/arena.ts";
import type { Policies, TrainingChoices } from "../../ports/models.ts";
import { badSettings, HttpFault } from "../http-fault.ts";
import type { LabReadings } from "../spectators/lab-readings.ts";
import { admitToArena, askedArena } from "./arena-access.ts";
import type { HostGuard } from "./host-guard.ts";

export interface LabRouteServices {
  readonly arenas: Pick<Arenas, "byName" | "isOpenTo">;
  readonly hostGuard: HostGuard;
  readonly policies: Pick<Policies, "list" | "rollback">;
  readonly readings: LabReadings;
}

const version = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);
const rollbackSchema = z.strictObject({
  to: z.number().int().min(0),
  reason: z.string().trim().min(1).max(200),
});

/** What an arena's lab asks for when a viewer wants it: answers side by side, two versions against each other, a rollback. */
export function labRoutes({ arenas, hostGuard, policies, readings }: LabRouteServices): Router {
  const router = Router();
  /** Names last, so that each is looked up once. */
  const known = new Map([[MAIN_NAME, MAIN_ARENA]]);

  async function arenaId(request: Request): Promise<ArenaId> {
    const name = String(request.query.arena ?? MAIN_NAME);
    const id = known.get(name) ?? (await askedArena(arenas, request)).id;
    known.set(name, id);
    return id;
  }

  router.get("/lab/answers", async (request, response) => {
    const versions = versionsOf(request);
    response.json((await readings.answers.of(await arenaId(request), versions)) satisfies AnswersOfVersions);
  });

  router.get("/lab/contest", async (request, response) => {
    const asked = z.object({ a: version, b: version }).safeParse(request.query);
    if (!asked.success) throw new HttpFault(400, "bad_versions", "Name two versions, as in ?a=0&b=5.");
    response.json(await readings.contest.of(await arenaId(request), asked.data.a, asked.data.b));
  });

  // Express answers 304 where the browser has what it would be sent.
  router.get("/lab/versions", async (request, response) => {
    const asked = z.object({ before: version }).safeParse(request.query);
    if (!asked.success) throw new HttpFault(400, "bad_versions", "Name the version before which, as in ?before=51.");
    const board = await readings.versions.of(await arenaId(request));
    response.set("cache-control", "no-cache").json(olderVersions(board, asked.data.before) satisfies OlderVersions);
  });

  router.post("/lab/rollback", async (request, response) => {
    const arena = await askedArena(arenas, request);
    await admitToArena({ arenas, hostGuard }, request, arena);
    const asked = rollbackSchema.safeParse(request.body);
    if (!asked.success) {
      throw new HttpFault(400, "bad_rollback", "Say which version to go back to and why, in at most 200 characters.");
    }
    const { to, reason } = asked.data;
    const goal = (await policies.list(arena.id)).find((policy) => policy.version === to);
    if (goal?.status !== "promoted") {
      throw new HttpFault(
        409,
        "not_promoted",
        `Version ${to} is none that players may meet, so there is no way back to it.`,
      );
    }
    response.json({ undone: await policies.rollback(arena.id, to, reason) } satisfies RolledBack);
  });

  return router;
}

function versionsOf(request: Request): readonly number[] {
  const list = String(request.query.versions ?? "").split(",");
  const asked = z.array(version).max(VERSIONS_ASKED).safeParse(list);
  if (!asked.success || list.includes("")) {
    throw new HttpFault(400, "bad_versions", `Name up to ${VERSIONS_ASKED} versions, as in ?versions=0,5,10.`);
  }
  return asked.data;
}

export interface TrainingRouteServices {
  readonly arenas: Pick<Arenas, "byName" | "isOpenTo">;
  readonly hostGuard: HostGuard;
  readonly trainingChoices: TrainingChoices;
}

/** How the model of an arena learns: everybody may read it, its hosts may change it. */
export function trainingRoutes({ arenas, hostGuard, trainingChoices }: TrainingRouteServices): Router {
  const router = Router();

  router.get("/training", async (request, response) => {
    const { id } = await askedArena(arenas, request);
    response.json((await trainingChoices.of(id)) satisfies TrainingSettings);
  });

  router.patch("/training", async (request, response) => {
    const arena = await askedArena(arenas, request);
    await admitToArena({ arenas, hostGuard }, request, arena);
    const asked = trainingSettingsSchema.safeParse(request.body ?? {});
    if (!asked.success) throw badSettings(asked.error.issues);
    response.json((await trainingChoices.change(arena.id, asked.data)) satisfies TrainingSettings);
  });

  return router;
}
