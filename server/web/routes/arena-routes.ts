import { type Request, Router } from "express";
import { z } from "zod";
import {
  type ArenaCreated,
  type ArenaInfo,
  type ArenaList,
  arenaNameOf,
  LONGEST_ARENA_TITLE,
} from "../../../shared/protocol/arenas.ts";
import { Budget } from "../../game/budget.ts";
import { moderation } from "../../moderation/moderate.ts";
import type { ArenaRecord, Arenas, MonotonicClock } from "../../ports/arena.ts";
import { networkOfRequest } from "../front-door/client-address.ts";
import { badSettings, HttpFault, tooMany } from "../http-fault.ts";
import { admitToArena, arenaNamed } from "./arena-access.ts";
import type { HostGuard } from "./host-guard.ts";

export interface ArenaRouteServices {
  readonly arenas: Arenas;
  readonly hostGuard: HostGuard;
  readonly monotonic: MonotonicClock;
}

const moderate = moderation("");
/** Arenas that a network may make at once, and then: a school has one address. */
const MADE = { burst: 30, perSecond: 1 / 60 };
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu;

const wantedSchema = z.strictObject({
  title: z.string().max(20 * LONGEST_ARENA_TITLE),
  listed: z.boolean().default(false),
});
const changeSchema = z.strictObject({ listed: z.boolean().optional() });

/** What learns here beside the main arena: made by hosts, named by those that their hosts have made public. */
export function arenaRoutes({ arenas, hostGuard, monotonic }: ArenaRouteServices): Router {
  const router = Router();
  const budget = new Budget(MADE, monotonic);

  router.get("/arenas", async (_request, response) => {
    response.json({ arenas: (await arenas.listed()).map(infoOf) } satisfies ArenaList);
  });

  router.post("/arenas", async (request, response) => {
    await hostGuard.admit(request);
    const wanted = wantedArena(request);
    if (![wanted.title, wanted.name.replaceAll("-", " ")].every((text) => moderate(text) === null))
      throw new HttpFault(400, "arena_refused", "This name is not fit for a class. Choose another one.");
    const network = networkOfRequest(request);
    if (!budget.take(network)) {
      const message = "Many models were made from here. Wait a minute, or carry on with one of yours.";
      throw tooMany("too_many_arenas", message, budget.waitSeconds(network));
    }
    const made = await arenas.create(wanted);
    if (made === null) {
      budget.giveBack(network);
      const message = `A model called ${wanted.title} is here already. Carry on with it if it is yours, or choose another name.`;
      throw new HttpFault(409, "arena_taken", message);
    }
    response.status(201).json({ ...infoOf(made.arena), key: made.key } satisfies ArenaCreated);
  });

  router.get("/arenas/:name", async (request, response) => {
    response.json(infoOf(await arenaNamed(arenas, request.params.name)) satisfies ArenaInfo);
  });

  router.patch("/arenas/:name", async (request, response) => {
    const arena = await arenaNamed(arenas, request.params.name);
    await admitToArena({ arenas, hostGuard }, request, arena);
    const asked = changeSchema.safeParse(request.body ?? {});
    if (!asked.success) throw badSettings(asked.error.issues);
    const { listed = arena.listed } = asked.data;
    await arenas.change(arena.id, { listed });
    response.json({ ...infoOf(arena), listed } satisfies ArenaInfo);
  });

  return router;
}

function wantedArena({ body }: Pick<Request, "body">): Parameters<Arenas["create"]>[0] {
  const asked = wantedSchema.safeParse(body ?? {});
  if (!asked.success) throw badSettings(asked.error.issues);
  const title = asked.data.title.normalize("NFKC").replace(HIDDEN, "").replace(/\s+/gu, " ").trim();
  const name = arenaNameOf(title);
  if (name === "" || title.length > LONGEST_ARENA_TITLE) {
    const message = `A name has letters or digits, and at most ${LONGEST_ARENA_TITLE} characters.`;
    throw new HttpFault(400, "bad_arena_name", message);
  }
  return { title, name, listed: asked.data.listed };
}

const infoOf = ({ name, title, listed, version }: ArenaRecord): ArenaInfo => ({ name, title, listed, version });
