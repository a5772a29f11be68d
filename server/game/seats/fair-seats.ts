/** A class, which sits behind one address. */
const CLASS = 60;
/** What one address may hold of a public session's places: a household or an office, and ten of them to fill it. */
const PUBLIC_SHARE = 0.1;
/** Players that may have come from one address in all, as a multiple of the seats that it may hold: seats are given up and taken anew. */
const TURNOVER = 4;
/** Players of other addresses than the host's that a room can serve. */
const MOST_PLAYERS = 400;

/** What is taken of a session. */
export interface Seating {
  /** Players that it has places for. */
  readonly places: number;
  /** Nobody hosts it. */
  readonly isPublic: boolean;
  /** Seats taken, by the address that they were taken from. */
  readonly taken: ReadonlyMap<string, number>;
  /** Everybody who ever sat down, by address; those who have left among them. */
  readonly met: ReadonlyMap<string, number>;
}

/** `extra`: beyond the session's places. */
export type SeatAnswer = "seat" | "extra" | "address_full" | "session_full";

/** Seats that one address may hold: in a hosted session a class or, where the host has set more places, all of those. */
export function mostSeats({ places, isPublic }: Pick<Seating, "places" | "isPublic">): number {
  return isPublic ? Math.max(1, Math.floor(places * PUBLIC_SHARE)) : Math.max(CLASS, places);
}

/**
 * Whether somebody new from an address may sit down, so that nobody shuts others out by being many.
 *
 * - While there are places, whoever comes gets one, as long as their address holds no more than it may (`mostSeats`).
 * - When all are taken, an address still gets its fair share: the places divided by the addresses that play, the newcomer's
 *   included. So a stranger who has taken all 60 from one address takes nothing from a class: those who come from homes of their
 *   own each get a seat, those of one other school 30, and the host can give more places.
 * - The address from which the session is hosted doesn't share: it gets all places, whoever was there first. Mostly that is where
 *   the class sits.
 *
 * These extra seats are beyond the places, since nobody loses a seat that they have. Once twice the places are taken, they are
 * kept for the host's address.
 */
export function seatFor(seating: Seating, address: string, isHosts: boolean): SeatAnswer {
  const { places, isPublic, taken, met } = seating;
  const own = taken.get(address) ?? 0;
  const most = mostSeats(seating);
  // A public session runs for ever, and forgets those who leave.
  if (own >= most || (!isPublic && (met.get(address) ?? 0) >= TURNOVER * most)) return "address_full";
  const all = [...taken.values()].reduce((sum, seats) => sum + seats, 0);
  if (all < places) return "seat";
  if (isHosts) return own < places ? "extra" : "session_full";
  const addresses = new Set([...taken.keys(), address]).size;
  const fair = own + 1 <= places / addresses && all < Math.max(places, Math.min(2 * places, MOST_PLAYERS));
  return fair ? "extra" : "session_full";
}
