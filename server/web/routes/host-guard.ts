import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "express";
import type { CountedTry, SharedBudgets, TryPace } from "../../ports/processes.ts";
import type { SessionRecord, Sessions } from "../../ports/sessions.ts";
import { networkOfRequest } from "../front-door/client-address.ts";
import { HttpFault, tooMany } from "../http-fault.ts";

/** How fast passwords of one network are checked. */
export const OWN_PACE: TryPace = { burst: 5, everyMs: 1_000, mostWaiting: 10 };
/** Of all networks together: 172,800 guesses a day, by however many. */
export const ALL_PACE: TryPace = { burst: 20, everyMs: 500, mostWaiting: 40 };
const EVERYBODY: CountedTry = { key: "host password", pace: ALL_PACE };

/** Lets only people who know the password host, if one is set. */
export interface HostGuard {
  readonly passwordNeeded: boolean;
  /**
   * Checks that a request's `x-host-password` header holds the password, percent-encoded in UTF-8. Nobody is locked
   * out, since a school shares one address with whoever guesses in it. Passwords of one network are checked one after
   * the other, right ones too, whichever web process is asked.
   * @throws HttpFault 401 without a password, 403 for a wrong one, 429 when too many wait
   */
  admit(request: Pick<IncomingMessage, "headers">): Promise<void>;
}

export interface GuardServices {
  readonly budgets: Pick<SharedBudgets, "take" | "giveBack">;
  /** The hash that stands for the network of an IP address: addresses themselves are not stored. */
  readonly addressOf: (ip: string | undefined) => string;
  readonly wait?: (ms: number) => Promise<unknown>;
}

export function hostGuard(password: string | null, { budgets, addressOf, wait = sleep }: GuardServices): HostGuard {
  if (password === null) return { passwordNeeded: false, admit: async () => {} };
  const expected = digest(password);

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
      const own: CountedTry = { key: `host password ${addressOf(networkOfRequest(request))}`, pace: OWN_PACE };
      const taken = await budgets.take([own, EVERYBODY]);
      if ("fullForSeconds" in taken) {
        const message = "Too many passwords are being tried from here. Wait a few seconds, then try again.";
        throw tooMany("too_many_tries", message, taken.fullForSeconds);
      }
      if (taken.waitMs > 0) await wait(taken.waitMs);
      if (!timingSafeEqual(digest(decoded(header)), expected)) {
        throw new HttpFault(403, "wrong_password", "That is not the host password. Check it and try again.");
      }
      await budgets.giveBack([own, EVERYBODY]);
    },
  };
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
