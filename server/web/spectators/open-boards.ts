import type { Server } from "socket.io";
import { PERIODS } from "../../../shared/protocol/boards.ts";
import type { BoardEvents } from "../../../shared/protocol/watch/board-events.ts";
import { packVersions } from "../../../shared/protocol/watch/packed-versions.ts";
import type { ArenaId, WallClock } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { type ArenaShow, arenaViewers } from "./arena-viewers.ts";
import { playersBoard, sessionsBoard } from "./boards.ts";
import { openRater } from "./elected-rater.ts";
import type { LabReadings } from "./lab-readings.ts";
import { inTurn, liveNamespace, type Viewers } from "./live-namespace.ts";
import type { Refresher } from "./refresher.ts";

/** No event of the bus tells of new sessions and players, and a viewer may have missed a board. */
const REFRESH_MS = 10_000;

export interface BoardServices
  extends Pick<Stores, "arenas" | "bus" | "leaderboard" | "ratings" | "comparisons" | "duties">,
    Pick<LabReadings, "versions"> {
  readonly now: WallClock;
  readonly log: { error(context: object, message: string): void };
}

/** An arena's boards, by what changes them. */
interface ArenaBoards extends ArenaShow<BoardEvents> {
  readonly crowd: readonly Refresher[];
  readonly versions: Pick<Refresher, "changed">;
  readonly all: readonly Refresher[];
}

/**
 * The public boards of every arena. A new viewer gets them as they were last read, and all viewers of the arena get each board that an event
 * may have changed. Of all web processes one keeps the stored ratings up to date, even if nobody watches.
 *
 * @returns a function that stops listening to the bus
 */
export async function openBoards(io: Server, services: BoardServices): Promise<() => Promise<void>> {
  const onError = (error: unknown) => services.log.error({ err: error }, "A board could not be updated");
  const boards = arenaViewers<BoardEvents, ArenaBoards>(io.of("/boards"), services.arenas, openArena, onError);
  const rater = await openRater({ ...services, onError });

  async function openArena(viewers: Viewers<BoardEvents>, arenaId: ArenaId): Promise<ArenaBoards> {
    const live = liveNamespace({ ...viewers, all: inTurn(viewers.volatile) }, onError);
    const players = PERIODS.map((period) =>
      live.board("players", () => playersBoard(services.leaderboard, arenaId, period, services.now())),
    );
    const newest = live.board("versions", async () => packVersions(await services.versions.of(arenaId)));
    const versions = {
      changed() {
        services.versions.changed(arenaId);
        newest.changed();
      },
    };
    const sessions = live.board("sessions", () => sessionsBoard(services.leaderboard, arenaId));
    rater.changed(arenaId);
    return { live, versions, crowd: [...players, sessions], all: [...players, newest, sessions], close: live.stop };
  }

  const stop = await services.bus.listen(
    ({ type, arenaId }) => {
      const open = boards.of(arenaId);
      switch (type) {
        case "round_closed":
          for (const board of open?.crowd ?? []) board.changed();
          return rater.changed(arenaId);
        case "rated":
        case "policy_promoted":
        case "policy_rejected":
        case "policy_rolled_back":
          return open?.versions.changed();
      }
    },
    () => {
      for (const { live } of boards.shows()) live.changed();
      rater.allChanged();
    },
  );
  const refresh = setInterval(() => {
    for (const { all } of boards.shows()) for (const board of all) board.changed();
  }, REFRESH_MS);
  refresh.unref();
  return async () => {
    clearInterval(refresh);
    await stop();
    await Promise.all([boards.close(), rater.stop()]);
  };
}
