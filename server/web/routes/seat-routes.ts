import { type Request, Router } from "express";
import { type Rematch, type ReturnCode, returnSchema, type SeatToken } from "../../../shared/protocol/hosting.ts";
import type { RoomWork } from "../../game/room/room-work.ts";
import type { Hosting, Seats } from "../../ports/hosting.ts";
import type { CountedTry, SharedBudgets } from "../../ports/processes.ts";
import type { PlayerRecord, SessionRecord, Sessions } from "../../ports/sessions.ts";
import { networkOfRequest } from "../front-door/client-address.ts";
import { badSettings, HttpFault, tooMany } from "../http-fault.ts";
import { bearerToken } from "./host-guard.ts";

/** Wrong return codes of one network in a session, and of all together. There are 11 thousand million codes. */
const OWN_TRIES = { burst: 10, everyMs: 10_000, mostWaiting: 0 };
const ALL_TRIES = { burst: 100, everyMs: 2_000, mostWaiting: 0 };

export interface SeatRouteServices {
  readonly sessions: Pick<Sessions, "byCode">;
  readonly seats: Seats;
  readonly hosting: Pick<Hosting, "rematchFor" | "rematchOf">;
  readonly budgets: Pick<SharedBudgets, "take" | "giveBack">;
  /** The hash that stands for the network of an IP address. */
  readonly addressOf: (ip: string | undefined) => string;
  /** Has the running room of a session do something; false where none runs. */
  readonly inRoom: (session: SessionRecord, work: RoomWork) => Promise<boolean>;
}

/** What players do about their own seat: come back by a code, go over to a rematch, take back what they gave. */
export function seatRoutes({ sessions, seats, hosting, budgets, addressOf, inRoom }: SeatRouteServices): Router {
  const router = Router();

  async function seatOf(request: Request): Promise<{ player: PlayerRecord; session: SessionRecord }> {
    const token = bearerToken(request);
    const seat = token === undefined ? null : await seats.find(String(request.params.code), token);
    if (seat === null)
      throw new HttpFault(
        403,
        "not_a_player",
        "This device has no seat in that game. Join it first, or come back to it.",
      );
    return seat;
  }

  router.post("/sessions/:code/return-code", async (request, response) => {
    const { player } = await seatOf(request);
    if (player.kicked) throw new HttpFault(403, "not_a_player", "This seat is gone, so no code leads back to it.");
    response.status(201).json({ returnCode: await seats.newReturnCode(player.id) } satisfies ReturnCode);
  });

  router.post("/sessions/:code/return", async (request, response) => {
    const parsed = returnSchema.safeParse(request.body ?? {});
    if (!parsed.success) throw badSettings(parsed.error.issues);
    const session = (await sessions.byCode(request.params.code)) ?? (await hosting.rematchOf(request.params.code));
    if (session === null) throw new HttpFault(404, "unknown_session", "No open session has this code.");
    const key = `return code ${session.id}`;
    const tries: readonly CountedTry[] = [
      { key: `${key} ${addressOf(networkOfRequest(request))}`, pace: OWN_TRIES },
      { key, pace: ALL_TRIES },
    ];
    const taken = await budgets.take(tries);
    if ("fullForSeconds" in taken) {
      const message = "Too many wrong return codes were typed. Wait a moment.";
      throw tooMany("too_many_tries", message, taken.fullForSeconds);
    }
    const token = await seats.comeBack(session.id, parsed.data.returnCode);
    if (token === null)
      throw new HttpFault(
        403,
        "wrong_return_code",
        "No player of this game has that return code. Check it and try again.",
      );
    await budgets.giveBack(tries);
    response.json({ code: session.code, token } satisfies SeatToken);
  });

  router.post("/sessions/:code/withdraw", async (request, response) => {
    const { player, session } = await seatOf(request);
    if (!(await inRoom(session, { type: "withdraw", playerId: player.id }))) await seats.withdraw(player.id);
    response.json({});
  });

  router.get("/sessions/:code/rematch", async (request, response) => {
    const token = bearerToken(request);
    const next = token === undefined ? null : await hosting.rematchFor(request.params.code, token);
    if (next === null) throw new HttpFault(404, "no_rematch", "The players of this game have gone nowhere else.");
    response.json({ code: next.code } satisfies Rematch);
  });

  return router;
}
