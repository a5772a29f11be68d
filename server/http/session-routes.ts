import { Router } from "express";
import type { HostInfo } from "../../shared/protocol/packs.ts";
import { createSessionSchema, type SessionCreated, type SessionSummary } from "../../shared/protocol/sessions.ts";
import type { PhaseName } from "../../shared/protocol/views.ts";
import type { SessionSettings } from "../../shared/round/settings.ts";
import type { Players, PromptPacks, Sessions } from "../arena/ports.ts";
import type { HostGuard } from "./host-guard.ts";
import { HttpFault } from "./http-fault.ts";

export interface SessionRouteServices {
  readonly sessions: Sessions;
  readonly players: Players;
  readonly promptPacks: Pick<PromptPacks, "byId">;
  readonly hostGuard: HostGuard;
  readonly livePhase: (code: string) => Promise<PhaseName | null>;
}

export function sessionRoutes(services: SessionRouteServices): Router {
  const { sessions, players, promptPacks, hostGuard, livePhase } = services;
  const router = Router();

  router.get("/host", (_request, response) => {
    response.json({ passwordNeeded: hostGuard.passwordNeeded } satisfies HostInfo);
  });

  router.post("/sessions", async (request, response) => {
    hostGuard.admit(request);
    const parsed = createSessionSchema.safeParse(request.body ?? {});
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
      throw new HttpFault(400, "bad_settings", problems.join("; "));
    }
    await assertPlayable(parsed.data, promptPacks);
    const { session, hostToken } = await sessions.create(parsed.data);
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

/** The pocket model answers the prompts of its own world alone; to a pack only people can write answers. */
async function assertPlayable(
  { packId, mode }: Pick<SessionSettings, "packId" | "mode">,
  packs: Pick<PromptPacks, "byId">,
): Promise<void> {
  if (packId === null) return;
  if ((await packs.byId(packId)) === null) {
    throw new HttpFault(400, "bad_settings", "packId: there is no such pack. Upload the prompts again.");
  }
  if (mode !== "bot") {
    const message =
      "mode: the model here can't answer prompts of your own. Choose Beat the bot, in which the players write.";
    throw new HttpFault(400, "bad_settings", message);
  }
}
