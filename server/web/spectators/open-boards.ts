import type { Server } from "socket.io";
import { type BoardEvents, PERIODS } from "../../../shared/protocol/boards.ts";
import type { ArenaId, WallClock } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { bradleyTerry } from "../../stats/bradley-terry.ts";
import { playersBoard, sessionsBoard, versionsBoard } from "./boards.ts";
import { liveNamespace } from "./live-namespace.ts";
import { refresher } from "./refresher.ts";

/** Sessions begin and players join without a word on the bus. */
const REFRESH_MS = 10_000;
/** Between two computations of the ratings, milliseconds. */
const RATE_MS = 1_000;

export interface BoardServices
  extends Pick<Stores, "bus" | "leaderboard" | "policies" | "ratings" | "comparisons" | "contestants"> {
  readonly now: WallClock;
  readonly log: { error(context: object, message: string): void };
}

/**
 * The public boards: a viewer who connects is sent them as they were read last, and all viewers each that the bus says may have
 * changed. Keeps the ratings up to date on the way, whether or not anybody watches.
 *
 * @returns a function that stops listening to the bus
 */
export async function openBoards(io: Server, services: BoardServices, arenaId: ArenaId): Promise<() => Promise<void>> {
  const onError = (error: unknown) => services.log.error({ err: error }, "A board could not be updated");
  const live = liveNamespace<BoardEvents>(io.of("/boards"), onError);
  const players = PERIODS.map((period) =>
    live.board("players", () => playersBoard(services.leaderboard, period, services.now())),
  );
  const versions = live.board("versions", () => versionsBoard(services, arenaId));
  const sessions = live.board("sessions", () => sessionsBoard(services.leaderboard, arenaId));
  const ratings = refresher(rate, { isWanted: () => true, onError, pauseMs: RATE_MS });

  async function rate(): Promise<void> {
    const rated = bradleyTerry(await services.comparisons.betweenVersions(arenaId));
    await services.ratings.save(arenaId, rated.ratings);
    versions.changed();
  }

  const stop = await services.bus.listen(
    ({ type }) => {
      switch (type) {
        case "round_closed":
          for (const board of [...players, sessions]) board.changed();
          return ratings.changed();
        case "policy_promoted":
        case "policy_rejected":
        case "policy_rolled_back":
          return versions.changed();
      }
    },
    () => {
      live.changed();
      ratings.changed();
    },
  );
  const refresh = setInterval(() => {
    for (const board of [...players, sessions]) board.changed();
  }, REFRESH_MS);
  refresh.unref();
  return async () => {
    clearInterval(refresh);
    await stop();
    await Promise.all([live.stop(), ratings.stop()]);
  };
}
