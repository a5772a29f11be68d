import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Follows the connections of a server, so that closing it ends: Node's own `close` waits for browsers that opened a
 * connection in advance and never asked anything, and `closeAllConnections` passes WebSockets over.
 *
 * @returns a function that resolves when all are gone; those that don't go within `graceMs` are cut
 */
export function drainConnections(server: Server, graceMs: number): () => Promise<void> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      const cut = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, graceMs);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeAllConnections();
    });
}
