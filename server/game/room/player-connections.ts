import { CLOSE_KICKED, CLOSE_REPLACED, type ServerMessages } from "../../../shared/protocol/messages.ts";
import type { ArenaClient } from "./room-clients.ts";

/** The one connection that each player of a room has. */
export class PlayerConnections {
  readonly #clients = new Map<string, ArenaClient>();

  get(playerId: string): ArenaClient | undefined {
    return this.#clients.get(playerId);
  }

  /** Whether a connection of the player's counts now. */
  has(playerId: string): boolean {
    return this.#clients.has(playerId);
  }

  /** The newest connection of a player takes over. */
  connect(client: ArenaClient, playerId: string): void {
    if (this.#clients.get(playerId) !== client) this.dismiss(playerId, "replaced");
    this.#clients.set(playerId, client);
  }

  /** The player's connection counts no more, and isn't closed. */
  forget(playerId: string): void {
    this.#clients.delete(playerId);
  }

  /** Ends the player's connection and says why. */
  dismiss(playerId: string, reason: ServerMessages["kicked"]["reason"]): void {
    const client = this.#clients.get(playerId);
    this.#clients.delete(playerId);
    client?.send("kicked", { reason });
    client?.leave(reason === "replaced" ? CLOSE_REPLACED : CLOSE_KICKED);
  }

  /** Whether a connection still counts: a host's or spectator's does, and the one that its player has. */
  isSeated(client: ArenaClient): boolean {
    const { userData: seat } = client;
    return seat !== undefined && (seat.role !== "player" || this.#clients.get(seat.playerId) === client);
  }
}
