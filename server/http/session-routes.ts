import { Router } from "express";
import { createSessionSchema, type SessionCreated, type SessionSummary } from "../../shared/protocol/sessions.ts";
import type { PhaseName } from "../../shared/protocol/views.ts";
import type { Players, Sessions } from "../arena/ports.ts";
import { HttpFault } from "./http-fault.ts";

export interface SessionRouteServices {
  readonly sessions: Sessions;
  readonly players: Players;
  readonly livePhase: (code: string) => Promise<PhaseName | null>;
}

export function sessionRoutes({ sessions, players, livePhase }: SessionRouteServices): Router {
  const router = Router();

  router.post("/sessions", async (request, response) => {
    const parsed = createSessionSchema.safeParse(request.body ?? {});
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
      throw new HttpFault(400, "bad_settings", problems.join("; "));
    }
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
