import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "express";
import type { SessionRecord, Sessions } from "../../ports/sessions.ts";
import { networkOfRequest } from "../front-door/client-address.ts";
import { HttpFault, tooMany } from "../http-fault.ts";

/**
 * How fast passwords are checked: `burst` at once, then one every `everyMs`. With `mostWaiting` in the queue, further
 * ones are refused.
 */
interface Pace {
  readonly burst: number;
  readonly everyMs: number;
  readonly mostWaiting: number;
}
export const OWN_PACE: Pace = { burst: 5, everyMs: 1_000, mostWaiting: 10 };
/** Of all networks together: 172,800 guesses a day, by however many. */
export const ALL_PACE: Pace = { burst: 20, everyMs: 500, mostWaiting: 40 };
/** How many networks are remembered. A new one takes the place of the one that was silent longest. */
const MOST_NETWORKS = 10_000;
const EVERYBODY = "";

/** Lets only people who know the password host, if one is set. */
export interface HostGuard {
  readonly passwordNeeded: boolean;
  /**
   * Checks that a request's `x-host-password` header holds the password, percent-encoded in UTF-8. Nobody is locked
   * out, since a school shares one address with whoever guesses in it. Passwords of one network are checked one after
   * the other, right ones too.
   * @throws HttpFault 401 without a password, 403 for a wrong one, 429 when too many wait
   */
  admit(request: Pick<IncomingMessage, "headers">): Promise<void>;
}

export interface GuardClock {
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

export function hostGuard(
  password: string | null,
  clock: GuardClock = { now: () => performance.now(), wait: sleep },
): HostGuard {
  if (password === null) return { passwordNeeded: false, admit: async () => {} };
  const expected = digest(password);
  const own = new Turns(OWN_PACE, clock.now);
  const all = new Turns(ALL_PACE, clock.now);

  return {
    passwordNeeded: true,
    async admit(request) {
      const header = String(request.headers["x-host-password"] ?? "");
      if (header === "") {
        throw new HttpFault(
          401,
          "password_needed",
          "Hosting on this server needs its host password. Type it in and try again.",
        );
      }
      const network = networkOfRequest(request);
      const seconds = Math.max(own.fullForSeconds(network), all.fullForSeconds(EVERYBODY));
      if (seconds > 0) {
        const message = "Too many passwords are being tried from here. Wait a few seconds, then try again.";
        throw tooMany("too_many_tries", message, seconds);
      }
      const waitMs = Math.max(own.book(network), all.book(EVERYBODY));
      if (waitMs > 0) await clock.wait(waitMs);
      if (!timingSafeEqual(digest(decoded(header)), expected)) {
        throw new HttpFault(403, "wrong_password", "That is not the host password. Check it and try again.");
      }
      own.giveBack(network);
      all.giveBack(EVERYBODY);
    },
  };
}

/** Turns that come at a pace, by key. */
class Turns {
  readonly #pace: Pace;
  readonly #now: () => number;
  /** When each key's burst is whole again, in the order of their last turns. */
  readonly #freeAt = new Map<string, number>();

  constructor(pace: Pace, now: () => number) {
    this.#pace = pace;
    this.#now = now;
  }

  /** Seconds until the key may wait in the queue; 0: now. */
  fullForSeconds(key: string): number {
    const { everyMs, mostWaiting } = this.#pace;
    return Math.max(0, Math.ceil((this.#delay(key) - mostWaiting * everyMs) / 1000));
  }

  /** Takes the next turn. Returns the milliseconds until it comes. */
  book(key: string): number {
    const delay = this.#delay(key);
    this.#set(key, this.#busyUntil(key) + this.#pace.everyMs);
    return delay;
  }

  /** Gives a turn back: a right password takes none. */
  giveBack(key: string): void {
    this.#set(key, this.#busyUntil(key) - this.#pace.everyMs);
  }

  #busyUntil(key: string): number {
    return Math.max(this.#now(), this.#freeAt.get(key) ?? 0);
  }

  #delay(key: string): number {
    const { burst, everyMs } = this.#pace;
    return Math.max(0, this.#busyUntil(key) - this.#now() - (burst - 1) * everyMs);
  }

  #set(key: string, at: number): void {
    this.#freeAt.delete(key);
    this.#freeAt.set(key, at);
    const [silent] = this.#freeAt.keys();
    if (this.#freeAt.size > MOST_NETWORKS && silent !== undefined) this.#freeAt.delete(silent);
  }
}

/** Equally long for every password, so that the comparison always takes the same time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}

/**
 * The session whose code is in the path, finished or not, for the holder of its host token.
 * @throws HttpFault 403, the same for a missing session and a wrong token
 */
export async function hostedSession(sessions: Pick<Sessions, "ofHost">, request: Request): Promise<SessionRecord> {
  const token = bearerToken(request);
  const code = String(request.params.code);
  const session = token === undefined ? null : await sessions.ofHost(code, token);
  if (session === null) {
    throw new HttpFault(
      403,
      "host_only",
      `Only the host of ${code} may see this. Open it on the device that created the game.`,
    );
  }
  return session;
}

/** The token of `Authorization: Bearer TOKEN`, a host's or a player's. */
export function bearerToken({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
  return /^Bearer (\S{1,100})$/.exec(headers.authorization ?? "")?.[1];
}
