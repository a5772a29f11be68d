import { Router } from "express";
import {
  type HostedGame,
  type HostKey,
  nameChangeSchema,
  type OpenGames,
  type PlayerNames,
  type Rematch,
} from "../../../shared/protocol/hosting.ts";
import { isEndless } from "../../../shared/round/settings.ts";
import type { PhaseName } from "../../../shared/round/view.ts";
import type { RoomWork } from "../../game/room/room-work.ts";
import type { Hosting, Remotes } from "../../ports/hosting.ts";
import type { Players, SessionRecord, Sessions } from "../../ports/sessions.ts";
import { badSettings, HttpFault } from "../http-fault.ts";
import { type HostGuard, hostedSession } from "./host-guard.ts";

/** How many open games a list holds. */
const MOST_GAMES = 200;

export interface HostingRouteServices {
  readonly sessions: Pick<Sessions, "ofHost" | "byCode">;
  readonly players: Pick<Players, "ofSession" | "mute">;
  readonly hosting: Pick<Hosting, "rematch" | "open">;
  readonly remotes: Pick<Remotes, "add">;
  readonly hostGuard: HostGuard;
  readonly livePhase: (code: string) => Promise<PhaseName | null>;
  /** Has the running room of a session do something; false where none runs. */
  readonly inRoom: (session: { readonly id: string; readonly code: string }, work: RoomWork) => Promise<boolean>;
}

/** What hosts do beside the room of a game: their list of games, a rematch of one that is over, and names on the public boards. */
export function hostingRoutes(services: HostingRouteServices): Router {
  const { sessions, players, hosting, remotes, hostGuard, livePhase, inRoom } = services;
  const router = Router();

  /** A game is over when its room says so; that it is stored as over comes a moment later. */
  const phaseOf = async ({ code, finishedAt }: Pick<SessionRecord, "code" | "finishedAt">): Promise<PhaseName> =>
    finishedAt === null ? ((await livePhase(code)) ?? "lobby") : "finished";

  router.get("/host/sessions", async (request, response) => {
    await admitToAll(hostGuard, request);
    const open = await hosting.open(MOST_GAMES);
    const games = open.map(async ({ createdAt, ...game }) => {
      const phase = (await livePhase(game.code)) ?? "lobby";
      return { ...game, phase, createdAt: createdAt.toISOString() };
    });
    response.json({ games: await Promise.all(games) } satisfies OpenGames);
  });

  router.post("/host/sessions/:code/key", async (request, response) => {
    await admitToAll(hostGuard, request);
    const session = await sessions.byCode(request.params.code);
    if (session === null) throw new HttpFault(404, "unknown_session", "No open session has this code.");
    const { token } = await remotes.add({ sessionId: session.id, name: "HOST_PASSWORD", right: "host" });
    response.status(201).json({ hostToken: token } satisfies HostKey);
  });

  router.get("/sessions/:code/hosted", async (request, response) => {
    const session = await hostedSession(sessions, request);
    const { code, settings, createdAt } = session;
    const [phase, members] = await Promise.all([phaseOf(session), players.ofSession(session.id)]);
    response.json({
      ...{ code, title: settings.title, createdAt: createdAt.toISOString(), phase },
      players: members.filter(({ kicked, withdrawn, absent }) => (!kicked || withdrawn) && !absent).length,
    } satisfies HostedGame);
  });

  router.post("/sessions/:code/rematch", async (request, response) => {
    const session = await hostedSession(sessions, request);
    if (isEndless(session.settings) || (await phaseOf(session)) !== "finished")
      throw new HttpFault(409, "still_open", `Game ${session.code} is still open. Open it, and press "Rematch" there.`);
    const { code } = await hosting.rematch(session.id);
    await inRoom(session, { type: "goOver", code });
    response.status(201).json({ code } satisfies Rematch);
  });

  router.get("/sessions/:code/names", async (request, response) => {
    const members = await players.ofSession((await hostedSession(sessions, request)).id);
    const shown = members.filter(({ kicked }) => !kicked);
    response.json({
      players: shown.map(({ id, nickname, muted }) => ({ id, nickname, muted })),
    } satisfies PlayerNames);
  });

  router.patch("/sessions/:code/names/:playerId", async (request, response) => {
    const session = await hostedSession(sessions, request);
    const parsed = nameChangeSchema.safeParse(request.body ?? {});
    if (!parsed.success) throw badSettings(parsed.error.issues);
    const { playerId } = request.params;
    const members = await players.ofSession(session.id);
    if (!members.some(({ id }) => id === playerId))
      throw new HttpFault(404, "not_a_player", `Nobody of game ${session.code} has this id. Reload the page.`);
    const { muted } = parsed.data;
    if (!(await inRoom(session, { type: "mute", playerId, muted }))) await players.mute(playerId, muted);
    response.json({});
  });

  return router;
}

/**
 * Only the host password opens the list of everybody's games. Without one nobody is let in, not even from this machine: behind a reverse
 * proxy that TRUST_PROXY doesn't name, the whole internet seems to come from here.
 * @throws HttpFault 403, and those of the guard
 */
async function admitToAll(hostGuard: HostGuard, request: Parameters<HostGuard["admit"]>[0]): Promise<void> {
  if (!hostGuard.passwordNeeded) {
    const message = "This server has no host password. Start it with HOST_PASSWORD to see every game, the drop-in too.";
    throw new HttpFault(403, "no_password", message);
  }
  await hostGuard.admit(request);
}
