import { Router } from "express";
import type { DropIn, DropInDays } from "../../../shared/protocol/drop-in.ts";
import { DROP_IN } from "../../game/round/drop-in.ts";
import type { Players, Sessions } from "../../ports/sessions.ts";
import { HttpFault } from "../http-fault.ts";

/** Days that a player is shown. */
const DAYS = 14;

export interface DropInRouteServices {
  readonly sessions: Pick<Sessions, "dropIn">;
  readonly players: Pick<Players, "byToken" | "days">;
}

export function dropInRoutes({ sessions, players }: DropInRouteServices): Router {
  const router = Router();

  router.get("/drop-in", async (_request, response) => {
    const { code, settings } = await sessions.dropIn(DROP_IN);
    response.json({ code, title: settings.title } satisfies DropIn);
  });

  router.get("/drop-in/days", async (request, response) => {
    const token = /^Bearer (\S{1,100})$/.exec(request.get("authorization") ?? "")?.[1];
    const { id } = await sessions.dropIn(DROP_IN);
    const player = token === undefined ? null : await players.byToken(id, token);
    if (player === null)
      throw new HttpFault(403, "not_a_player", "Nobody plays in the drop-in session with this token.");
    response.json({ days: await players.days(player.id, DAYS) } satisfies DropInDays);
  });

  return router;
}
