import { createHmac, timingSafeEqual } from "node:crypto";
import type { HostRight } from "../../../shared/protocol/host-rights.ts";

/**
 * The place that a connection has in a room, and what it may do to the session. A host's seat is that of the device that created the
 * game, or of a remote. A spectator's token is the pass of a class's own big screen, else "".
 */
export type Seat =
  | { readonly role: "player"; readonly playerId: string; readonly token: string; readonly right: null }
  | {
      readonly role: "host";
      readonly playerId: "";
      readonly token: string;
      readonly right: HostRight;
      /** Null: the device that created the game. */
      readonly remoteId: string | null;
    }
  | { readonly role: "spectator"; readonly playerId: ""; readonly token: string; readonly right: "course" | null };

/** A spectator's seat; with the pass of a big screen it may lead the game. */
export function spectatorSeat(pass: string): Seat {
  return { role: "spectator", playerId: "", token: pass, right: pass === "" ? null : "course" };
}

/** Spectators in all and from one address, beside the class's own big screens. */
const MOST = 200;
const MOST_OF_ADDRESS = 20;

export interface Onlooker {
  readonly seat: Seat | undefined;
  /** Hashed. */
  readonly address: string;
}

/** Whether there is room for somebody beside the others. Players, hosts and big screens with a pass take none of it. */
export function mayWatch(others: readonly Onlooker[], who: Onlooker): boolean {
  if (!isStranger(who)) return true;
  const strangers = others.filter(isStranger);
  return strangers.length < MOST && strangers.filter(({ address }) => address === who.address).length < MOST_OF_ADDRESS;
}

function isStranger({ seat }: Onlooker): boolean {
  return seat?.role === "spectator" && seat.token === "";
}

/**
 * What the host's page gives to the big screen of its class: it is let in before strangers, and leads the game. It is stored nowhere.
 * @param renewed how often the session's pass was made anew: older ones open nothing
 */
export function projectorPass(secret: string, sessionId: string, renewed = 0): string {
  const said = renewed === 0 ? `projector ${sessionId}` : `projector ${sessionId} ${renewed}`;
  return createHmac("sha256", secret).update(said).digest("base64url");
}

export function isProjectorPass(given: string, secret: string, sessionId: string, renewed = 0): boolean {
  const [right, said] = [Buffer.from(projectorPass(secret, sessionId, renewed)), Buffer.from(given)];
  return right.length === said.length && timingSafeEqual(right, said);
}
