import { createHash, timingSafeEqual } from "node:crypto";
import type { Request } from "express";
import { HttpFault } from "./http-fault.ts";

/** Wrong passwords that an address may send within the window; after that it waits. */
export const MOST_WRONG = 5;
export const WINDOW_MS = 60_000;
/** Addresses that are remembered at once; the oldest is forgotten for a new one. */
const MOST_ADDRESSES = 10_000;

/** Keeps hosting to those who know the password, where one is set. */
export interface HostGuard {
  readonly passwordNeeded: boolean;
  /**
   * Passes a request whose `x-host-password` header holds the password, percent-encoded in UTF-8.
   * @throws HttpFault 401 without one, 403 for a wrong one, 429 after too many wrong ones
   */
  admit(request: Pick<Request, "get" | "ip">): void;
}

/** @param now milliseconds */
export function hostGuard(password: string | null, now: () => number): HostGuard {
  if (password === null) return { passwordNeeded: false, admit: () => {} };
  const expected = digest(password);
  const wrong = new Map<string, readonly number[]>();

  return {
    passwordNeeded: true,
    admit(request) {
      const address = request.ip ?? "";
      const since = now() - WINDOW_MS;
      const recent = (wrong.get(address) ?? []).filter((at) => at > since);
      if (recent.length >= MOST_WRONG) {
        throw new HttpFault(
          429,
          "too_many_tries",
          "Too many wrong passwords from here. Wait a minute, then try again.",
        );
      }
      const header = request.get("x-host-password");
      if (header === undefined || header === "") {
        throw new HttpFault(
          401,
          "password_needed",
          "Hosting on this server needs its host password. Type it in and try again.",
        );
      }
      if (timingSafeEqual(digest(decoded(header)), expected)) return void wrong.delete(address);
      wrong.delete(address);
      wrong.set(address, [...recent, now()]);
      const [oldest] = wrong.keys();
      if (wrong.size > MOST_ADDRESSES && oldest !== undefined) wrong.delete(oldest);
      throw new HttpFault(403, "wrong_password", "That is not the host password. Check it and try again.");
    },
  };
}

/** Of equal length for every password, so that the comparison takes the same time for each. */
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
