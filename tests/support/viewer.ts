import { io, type Socket } from "socket.io-client";
import { expect } from "vitest";
import { type GameFrame, viewOf, type WatchEvents } from "../../shared/protocol/watch/game-frame.ts";
import { PROTOCOL_VERSION, type RoomView } from "../../shared/round/view.ts";

/** Who watches a game without a seat, with all that they were sent. */
export interface Viewer {
  readonly socket: Socket<WatchEvents>;
  readonly views: RoomView[];
  /** Codes of rematches. */
  readonly next: string[];
  readonly refused: string[];
  until(condition: (view: RoomView) => boolean): Promise<RoomView>;
}

export function watchGame(port: number, code: string, protocol = PROTOCOL_VERSION): Viewer {
  const socket: Socket<WatchEvents> = io(`http://127.0.0.1:${port}/watch`, {
    ...{ transports: ["websocket"], forceNew: true, auth: { code, protocol }, reconnectionDelay: 50 },
  });
  const viewer: Viewer = {
    ...{ socket, views: [], next: [], refused: [] },
    async until(condition) {
      await expect.poll(() => viewer.views.some(condition), { timeout: 10_000 }).toBe(true);
      return viewer.views.find(condition)!;
    },
  };
  socket.on("game", (frame: GameFrame) => viewer.views.push(viewOf(frame)));
  socket.on("rematch", ({ code: next }) => viewer.next.push(next));
  socket.on("connect_error", ({ message }) => viewer.refused.push(message));
  return viewer;
}
