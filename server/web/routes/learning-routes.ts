import { type Request, Router } from "express";
import { z } from "zod";
import { type AnswersOfVersions, type RolledBack, VERSIONS_ASKED } from "../../../shared/protocol/lab.ts";
import { type TrainingSettings, trainingSettingsSchema } from "../../../shared/protocol/training-settings.ts";
import type { Arenas } from "../../ports/arena.ts";
import type { Comparisons } from "../../ports/learning.ts";
import type { Policies, TrainingChoices } from "../../ports/models.ts";
import type { Showcase } from "../../ports/pool.ts";
import { badSettings, HttpFault } from "../http-fault.ts";
import { contestBetween } from "../spectators/lab.ts";
import { admitToArena, askedArena } from "./arena-access.ts";
import type { HostGuard } from "./host-guard.ts";

export interface LabRouteServices {
  readonly arenas: Pick<Arenas, "byName" | "isOpenTo">;
  readonly hostGuard: HostGuard;
  readonly policies: Pick<Policies, "list" | "rollback">;
  readonly comparisons: Pick<Comparisons, "betweenVersions">;
  readonly showcase: Pick<Showcase, "of">;
}

const version = z.coerce.number().int().min(0).max(1_000_000);
const rollbackSchema = z.strictObject({
  to: z.number().int().min(0),
  reason: z.string().trim().min(1).max(200),
});

/** What an arena's lab asks for when a viewer wants it: answers side by side, two versions against each other, a rollback. */
export function labRoutes({ arenas, hostGuard, policies, comparisons, showcase }: LabRouteServices): Router {
  const router = Router();

  router.get("/lab/answers", async (request, response) => {
    const versions = versionsOf(request);
    const arena = await askedArena(arenas, request);
    const prompts = new Map<string, { version: number; text: string }[]>();
    for (const { prompt, ...answer } of await showcase.of(arena.id, versions)) {
      prompts.set(prompt, [...(prompts.get(prompt) ?? []), answer]);
    }
    response.json({
      prompts: [...prompts].map(([prompt, answers]) => ({ prompt, answers })),
    } satisfies AnswersOfVersions);
  });

  router.get("/lab/contest", async (request, response) => {
    const asked = z.object({ a: version, b: version }).safeParse(request.query);
    if (!asked.success) throw new HttpFault(400, "bad_versions", "Name two versions, as in ?a=0&b=5.");
    const arena = await askedArena(arenas, request);
    response.json(await contestBetween(comparisons, arena.id, asked.data.a, asked.data.b));
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
