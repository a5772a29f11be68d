import { io } from "socket.io-client";
import { type GameFrame, viewOf, type WatchEvents } from "../../shared/protocol/watch/game-frame.ts";
import { PROTOCOL_VERSION, type RoomView } from "../../shared/round/view.ts";
import type { Ending, LinkStatus } from "./arena-link.ts";
import { refusalOf } from "./refusal-of.ts";
import { sitePath } from "./site-path.ts";

export interface WatchHandlers {
  onView(view: RoomView): void;
  /** The game goes on under another code. */
  onRematch(code: string): void;
  onStatus(status: LinkStatus): void;
  /** The server says no for now. The link asks again by itself. */
  onWaiting(refusal: "too_many_tries"): void;
  /** The server says no for good, and nothing is tried again. */
  onRefused(ending: Ending): void;
}

/** After a refusal that passes, such as that of a server which starts. */
const ASK_AGAIN_MS = 4_000;
/** After so many tries it is said that the server can't be reached. */
const OFFLINE_TRIES = 3;

/**
 * A game as spectators may see it, without a seat in it. Whoever comes late, or comes back after a broken line, is sent the game as it is.
 */
export function watchGame(code: string, handlers: WatchHandlers): void {
  const socket = io("/watch", {
    auth: { code, protocol: PROTOCOL_VERSION },
    path: sitePath("/socket.io/"),
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    timeout: 8_000, // then it is said that nobody answers, and tried again
    reconnectionDelay: 400,
    reconnectionDelayMax: 5_000,
  });
  let failures = 0;
  let seen: RoomView | null = null;

  const lost = (): void => {
    handlers.onStatus(failures < OFFLINE_TRIES ? "reconnecting" : "offline");
    failures++;
  };
  const heard: WatchEvents = {
    game(frame: GameFrame) {
      if (seen?.phase === "finished") return; // its code may have become another game's
      failures = 0;
      seen = viewOf(frame);
      handlers.onStatus("online");
      handlers.onView(seen);
    },
    rematch: ({ code: next }) => handlers.onRematch(next),
  };

  handlers.onStatus("connecting");
  socket.on("game", heard.game);
  socket.on("rematch", heard.rematch);
  socket.on("disconnect", (reason) => {
    lost();
    if (reason === "io server disconnect") setTimeout(() => socket.connect(), ASK_AGAIN_MS / 2);
  });
  socket.on("connect_error", (error) => {
    const refusal = refusalOf(error.message);
    if (refusal === null || refusal === "unavailable") lost();
    else if (refusal === "too_many_tries") handlers.onWaiting(refusal);
    else {
      socket.disconnect();
      return handlers.onRefused(refusal === "unknown_session" && seen !== null ? "session_over" : refusal);
    }
    if (!socket.active) setTimeout(() => socket.connect(), ASK_AGAIN_MS);
  });
}
