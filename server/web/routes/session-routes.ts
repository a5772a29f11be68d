import { Router } from "express";
import type { DropIn, DropInDays } from "../../../shared/protocol/drop-in.ts";
import type { HostInfo, PackAnswering } from "../../../shared/protocol/packs.ts";
import {
  createSessionSchema,
  type SessionCreated,
  type SessionSummary,
  sessionArenaSchema,
} from "../../../shared/protocol/sessions.ts";
import { DEFAULT_TRAINING } from "../../../shared/protocol/training-settings.ts";
import { MODE_OF_OWN_PROMPTS, MODES, playsOwnPrompts } from "../../../shared/round/modes.ts";
import type { SessionSettings } from "../../../shared/round/settings.ts";
import type { PhaseName } from "../../../shared/round/view.ts";
import { CLASSROOM_QUESTIONS } from "../../game/packs/classroom-questions.ts";
import { packAnswering } from "../../game/packs/pack-prompts.ts";
import { DROP_IN, type DropInSources, dropInFor } from "../../game/round/drop-in.ts";
import { type ArenaId, type Arenas, MAIN_ARENA } from "../../ports/arena.ts";
import type { Policies } from "../../ports/models.ts";
import type { Players, PromptPacks, Sessions } from "../../ports/sessions.ts";
import { networkOfRequest } from "../front-door/client-address.ts";
import { badSettings, HttpFault } from "../http-fault.ts";
import { arenaKeyNeeded, arenaNamed } from "./arena-access.ts";
import type { CodeLookups } from "./code-lookups.ts";
import { bearerToken, type HostGuard } from "./host-guard.ts";

export interface SessionRouteServices {
  readonly arenas: Pick<Arenas, "byName" | "isOpenTo">;
  readonly sessions: Sessions;
  readonly players: Players;
  readonly policies: Pick<Policies, "list">;
  readonly promptPacks: Pick<PromptPacks, "byId">;
  readonly hostGuard: HostGuard;
  /** Names of the external models that the server knows. */
  readonly externalModelNames: readonly string[];
  readonly lookups: CodeLookups;
  readonly livePhase: (code: string) => Promise<PhaseName | null>;
}

export function sessionRoutes(services: SessionRouteServices): Router {
  const { arenas, sessions, players, policies, promptPacks, hostGuard, lookups, livePhase } = services;
  // All arenas begin with the same model.
  const versions = () => policies.list(MAIN_ARENA);
  const answering = async () => packAnswering(await versions(), services.externalModelNames);
  const router = Router();

  router.get("/host", async (_request, response) => {
    const { passwordNeeded } = hostGuard;
    const known = await versions();
    const ownPrompts = packAnswering(known, services.externalModelNames);
    const classroomQuestions = ownPrompts === "policy" ? CLASSROOM_QUESTIONS : null;
    response.json({
      ...{ passwordNeeded, ownPrompts, classroomQuestions, newArena: DEFAULT_TRAINING },
      isModelKnown: known.length > 0,
    } satisfies HostInfo);
  });

  router.post("/sessions", async (request, response) => {
    await hostGuard.admit(request);
    const { arena, settings } = apart(request.body ?? {});
    const parsed = createSessionSchema.safeParse(settings);
    if (!parsed.success) throw badSettings(parsed.error.issues);
    const arenaId = await arenaToPlay(arenas, arena);
    await assertPlayable(parsed.data, promptPacks, answering);
    const { session, hostToken } = await sessions.create(parsed.data, arenaId);
    lookups.found(networkOfRequest(request), session.code);
    response.status(201).json({ code: session.code, hostToken } satisfies SessionCreated);
  });

  router.get("/sessions/:code", async (request, response) => {
    const session = await sessions.byCode(request.params.code);
    if (session === null) throw new HttpFault(404, "unknown_session", "No open session has this code.");
    const { code } = session;
    const [phase, members] = await Promise.all([livePhase(code), players.ofSession(session.id)]);
    response.json({
      code,
      title: session.settings.title,
      phase: phase ?? "lobby",
      players: members.filter((player) => !player.kicked).length,
      maxPlayers: session.settings.maxPlayers,
    } satisfies SessionSummary);
  });

  return router;
}

/** The settings of a new session and the arena beside them, both as they were sent. */
function apart(body: object): { readonly arena?: unknown; readonly settings: unknown } {
  if (!("arena" in body)) return { settings: body };
  const { arena, ...settings } = body;
  return { arena, settings };
}

/** The arena that a new session names, for those who may play in it; the main one where it names none. */
async function arenaToPlay(arenas: SessionRouteServices["arenas"], asked: unknown): Promise<ArenaId> {
  const named = sessionArenaSchema.safeParse(asked);
  if (!named.success)
    throw badSettings(named.error.issues.map((issue) => ({ ...issue, path: ["arena", ...issue.path] })));
  if (named.data === undefined) return MAIN_ARENA;
  const arena = await arenaNamed(arenas, named.data.name);
  if (!(await arenas.isOpenTo(arena.id, named.data.key))) throw arenaKeyNeeded(arena);
  return arena.id;
}

/**
 * The pocket model only answers prompts of its own world. Prompts of a pack need people who write answers, an
 * adopted model, or one outside this server.
 */
async function assertPlayable(
  { packId, mode }: Pick<SessionSettings, "packId" | "mode">,
  packs: Pick<PromptPacks, "byId">,
  answering: () => Promise<PackAnswering>,
): Promise<void> {
  if (packId === null) return;
  if ((await packs.byId(packId)) === null) {
    throw new HttpFault(400, "bad_settings", "packId: there is no such pack. Upload the prompts again.");
  }
  if (playsOwnPrompts(mode, (await answering()) !== "nobody")) return;
  const ways = `Choose ${MODES[MODE_OF_OWN_PROMPTS].title}, in which the players write, or set ENDPOINT_URL to a model that answers them.`;
  const message = `mode: no model here can answer prompts of your own. ${ways}`;
  throw new HttpFault(400, "bad_settings", message);
}

/** How many days a player sees. */
const DAYS = 14;

export interface DropInRouteServices extends DropInSources {
  readonly players: Pick<Players, "byToken" | "days">;
}

export function dropInRoutes(services: DropInRouteServices): Router {
  const { sessions, players } = services;
  const router = Router();

  router.get("/drop-in", async (request, response) => {
    const { last } = request.query;
    const { code, settings } = await dropInFor(services, typeof last === "string" ? last : undefined);
    response.json({ code, title: settings.title } satisfies DropIn);
  });

  router.get("/drop-in/days", async (request, response) => {
    const token = bearerToken(request);
    const shards = token === undefined ? [] : await sessions.dropIns(DROP_IN, 1);
    const found = await Promise.all(shards.map(({ id }) => players.byToken(id, token ?? "")));
    const player = found.find((one) => one !== null);
    if (player === undefined)
      throw new HttpFault(403, "not_a_player", "Nobody plays in the drop-in session with this token.");
    response.json({ days: await players.days(player.id, DAYS) } satisfies DropInDays);
  });

  return router;
}
