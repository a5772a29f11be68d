import { io } from "socket.io-client";
import type { BoardEvents } from "../../shared/protocol/boards.ts";

export interface BoardHandlers extends BoardEvents {
  connected: (yes: boolean) => void;
}

/** The public boards, live. Socket.IO reconnects by itself, and every event carries a whole board. */
export function openBoards(handlers: BoardHandlers): void {
  const socket = io("/boards", { transports: ["websocket", "polling"], tryAllTransports: true });
  socket.on("connect", () => handlers.connected(true));
  socket.on("disconnect", () => handlers.connected(false));
  socket.on("connect_error", () => handlers.connected(false));
  socket.on("players", handlers.players);
  socket.on("versions", handlers.versions);
  socket.on("sessions", handlers.sessions);
}
