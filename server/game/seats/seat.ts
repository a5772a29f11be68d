import { createHmac, timingSafeEqual } from "node:crypto";

/** The place that a connection has in a room. A spectator's token is the pass of a class's own big screen, else "". */
export type Seat =
  | { readonly role: "player"; readonly playerId: string; readonly token: string }
  | { readonly role: "host" | "spectator"; readonly playerId: ""; readonly token: string };

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

/** What the host's page gives to the big screen of its class, so that no crowd of strangers keeps it out. It opens nothing but a view. */
export function projectorPass(secret: string, sessionId: string): string {
  return createHmac("sha256", secret).update(`projector ${sessionId}`).digest("base64url");
}

export function isProjectorPass(given: string, secret: string, sessionId: string): boolean {
  const [right, said] = [Buffer.from(projectorPass(secret, sessionId)), Buffer.from(given)];
  return right.length === said.length && timingSafeEqual(right, said);
}
