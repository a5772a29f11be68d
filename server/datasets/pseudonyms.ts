import { createHmac } from "node:crypto";

/**
 * Names that tell players apart and say nothing else. With a fresh random key that is thrown away, nobody can compute one
 * from a player's id, and two exports can't be linked.
 */
export function pseudonyms(key: Uint8Array): (playerId: string) => string {
  return (playerId) => `player-${createHmac("sha256", key).update(playerId).digest("hex").slice(0, 16)}`;
}
