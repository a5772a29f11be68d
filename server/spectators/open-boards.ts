import type { Server } from "socket.io";
import type { BoardEvents } from "../../shared/protocol/boards.ts";
import { PERIODS, playersBoard, sessionsBoard, versionsBoard } from "../arena/boards.ts";
import { bradleyTerry } from "../arena/bradley-terry.ts";
import type { ArenaId } from "../arena/ports/arena-id.ts";
import type { BusEvent } from "../arena/ports/bus.ts";
import type { WallClock } from "../arena/ports/clocks.ts";
import type { Stores } from "../arena/ports/stores.ts";
import { type Audience, liveNamespace } from "./live-namespace.ts";

/** Sessions begin and players join without a word on the bus. */
const REFRESH_MS = 10_000;

export interface BoardServices
  extends Pick<Stores, "bus" | "leaderboard" | "policies" | "ratings" | "comparisons" | "contestants"> {
  readonly now: WallClock;
  readonly log: { error(context: object, message: string): void };
}

/**
 * The public boards: pushes a board to every viewer when the bus says that it may have changed, and all of them to a
 * viewer who connects. Keeps the ratings up to date on the way.
 *
 * @returns a function that stops listening to the bus
 */
export async function openBoards(io: Server, services: BoardServices, arenaId: ArenaId): Promise<() => Promise<void>> {
  const viewers = io.of("/boards");
  const live = liveNamespace<BoardEvents>(viewers, sendAll, (error) =>
    services.log.error({ err: error }, "A board could not be updated"),
  );

  async function sendPlayers(audience: Audience<BoardEvents>): Promise<void> {
    for (const period of PERIODS) {
      audience.emit("players", await playersBoard(services.leaderboard, period, services.now()));
    }
  }
  async function sendVersions(audience: Audience<BoardEvents>): Promise<void> {
    audience.emit("versions", await versionsBoard(services, arenaId));
  }
  async function sendSessions(audience: Audience<BoardEvents>): Promise<void> {
    audience.emit("sessions", await sessionsBoard(services.leaderboard, arenaId));
  }
  async function sendAll(audience: Audience<BoardEvents>): Promise<void> {
    await sendPlayers(audience);
    await sendVersions(audience);
    await sendSessions(audience);
  }
  async function rate(): Promise<void> {
    const { ratings } = bradleyTerry(await services.comparisons.betweenVersions(arenaId));
    await services.ratings.save(arenaId, ratings);
  }

  async function react(event: BusEvent): Promise<void> {
    switch (event.type) {
      case "round_closed":
        await rate();
        return sendAll(viewers);
      case "policy_promoted":
      case "policy_rejected":
      case "policy_rolled_back":
        return sendVersions(viewers);
    }
  }

  const stop = await services.bus.listen(
    (event) => live.enqueue(() => react(event)),
    () => live.enqueue(() => sendAll(viewers)),
  );
  const refresh = setInterval(() => {
    if (viewers.sockets.size > 0) live.enqueue(() => sendSessions(viewers));
  }, REFRESH_MS);
  refresh.unref();
  return async () => {
    clearInterval(refresh);
    await stop();
    await live.settled();
  };
}
