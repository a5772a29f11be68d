/** A knock that isn't repeated for so long was given up; the page repeats it every few seconds. */
const WAITING_MS = 20_000;
/** How long an answer holds. */
const ANSWERED_MS = 5 * 60_000;
/** Who may wait at once, from one address and in all; others wait until these have been answered. */
const MOST_OF_ADDRESS = 20;
const MOST = 200;

export interface Knock {
  readonly id: string;
  readonly address: string;
  readonly nickname: string;
  readonly answer: "none" | "in" | "out";
  /** When it was last heard, or answered. */
  readonly at: number;
}

/**
 * The door of a session: newcomers walk through, unless it is closed or somebody who was banned came from where they come from.
 * Then they knock, and the host lets them in or not. Whoever has a seat already never meets it.
 */
export interface Door {
  readonly closed: boolean;
  readonly knocks: readonly Knock[];
  /** Knocks so far. */
  readonly count: number;
}

export const OPEN_DOOR: Door = { closed: false, knocks: [], count: 0 };

export interface Newcomer {
  readonly address: string;
  readonly nickname: string;
  /** A player who was banned had come from this address. */
  readonly banned: boolean;
  /** Others play or host from it, as a class does behind one router. */
  readonly company: boolean;
}

export type DoorAnswer = "open" | "banned" | "ask_host" | "not_let_in";

/**
 * What happens to a newcomer. A ban closes the door for its address; where others play from there it can't mean all of them, so
 * each newcomer from it knocks.
 *
 * @returns the door as it is then, with a knock on it where the newcomer has to wait
 */
export function approach(
  door: Door,
  newcomer: Newcomer,
  now: number,
): { readonly door: Door; readonly answer: DoorAnswer } {
  const { address, nickname, banned, company } = newcomer;
  if (!door.closed && !banned) return { door, answer: "open" };
  if (banned && !company) return { door, answer: "banned" };
  const knocks = remembered(door, now);
  const known = knocks.find((knock) => isFrom(knock, newcomer));
  if (known !== undefined && known.answer !== "none") {
    return { door: { ...door, knocks }, answer: known.answer === "in" ? "open" : "not_let_in" };
  }
  const others = knocks.filter((knock) => knock !== known);
  const waiting = others.filter(({ answer }) => answer === "none");
  const full = waiting.length >= MOST || waiting.filter((knock) => knock.address === address).length >= MOST_OF_ADDRESS;
  if (known === undefined && full) return { door: { ...door, knocks }, answer: "ask_host" };
  const count = known === undefined ? door.count + 1 : door.count;
  const knock: Knock = { ...(known ?? { id: String(count), address, nickname, answer: "none" }), at: now };
  const heard = known === undefined ? [...knocks, knock] : knocks.map((one) => (one === known ? knock : one));
  return { door: { ...door, knocks: heard, count }, answer: "ask_host" };
}

/** The host's answer to a knock. One that was given up meanwhile is answered too, for whoever comes back soon. */
export function answerKnock(door: Door, id: string, letIn: boolean, now: number): Door | null {
  if (!door.knocks.some((knock) => knock.id === id)) return null;
  const answered = { answer: letIn ? "in" : "out", at: now } as const;
  return { ...door, knocks: door.knocks.map((knock) => (knock.id === id ? { ...knock, ...answered } : knock)) };
}

/** Those who stand before the door now, longest first. */
export function waitingAt(door: Door, now: number): readonly Knock[] {
  return remembered(door, now).filter(({ answer }) => answer === "none");
}

function remembered({ knocks }: Door, now: number): readonly Knock[] {
  return knocks.filter(({ answer, at }) => now - at < (answer === "none" ? WAITING_MS : ANSWERED_MS));
}

function isFrom(knock: Knock, { address, nickname }: Newcomer): boolean {
  return knock.address === address && knock.nickname === nickname;
}
