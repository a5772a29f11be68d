import { ServerError } from "@colyseus/core";
import type { Refusal } from "../../../shared/protocol/messages.ts";
import type { Command } from "../../../shared/round/command.ts";
import { type LiveGame, reasonOf } from "../room/live-game.ts";
import { refusalOf } from "../room/requests.ts";
import type { Stopwatch } from "../room/stopwatch.ts";
import { admit, type Seat } from "./admit.ts";
import type { DoorDesk } from "./door-desk.ts";
import type { Reception } from "./reception.ts";

/** HTTP's "forbidden": the code under which joining is refused; the message is the refusal. */
export const REFUSED = 403;
const NEWCOMER = { type: "join", playerId: "", nickname: "", avatar: 0 } satisfies Command;

/** What of a room somebody who comes in has to do with. */
export interface Entrance {
  readonly game: LiveGame;
  readonly reception: Reception;
  readonly door: DoorDesk;
  readonly times: Stopwatch;
}

/**
 * Gives a connection its seat, and tells the game of a player who comes or comes back.
 *
 * @param address the hash that stands for where the connection comes from
 * @throws ServerError with the refusal: that is how Colyseus turns a connection away
 */
export async function takeSeat(
  { game, reception, door, times }: Entrance,
  address: string,
  options: unknown,
  mayWatch: (seat: Seat) => boolean,
): Promise<Seat> {
  const admission = await admit(game.services, game.session, options, address, reception, {
    mayJoin: (extra) => reasonOf(game.try({ ...NEWCOMER, extra })),
    knows: (playerId) => game.state.players.has(playerId),
  });
  if ("refused" in admission) {
    if (admission.refused === "ask_host") door.show();
    throw new ServerError(REFUSED, admission.refused);
  }
  const { seat, command } = admission;
  if (!mayWatch(seat)) throw new ServerError(REFUSED, "spectators_full" satisfies Refusal);
  const reason = command === null ? null : reasonOf(game.apply(command));
  if (reason !== null) throw new ServerError(REFUSED, refusalOf(reason));
  if (seat.role === "host") reception.hosted(address);
  if (seat.role === "player" && command?.type === "join") {
    times.arrived(seat.playerId);
    reception.seated(seat.playerId, address);
  }
  return seat;
}
