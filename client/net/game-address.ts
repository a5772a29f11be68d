import type { Addresses } from "../../shared/protocol/sessions.ts";
import { rememberPass } from "./stored-seat.ts";

/** The join code at the end of `/play/CODE`, `/host/CODE` or `/board/CODE`; "" when the path has none. */
export function codeFromPath(path: string): string {
  const [, , code = ""] = path.split("/");
  return decodeURIComponent(code).trim().toUpperCase();
}

const OWN_COMPUTER = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Where players find this server. A host who opened `localhost` sees the computer's address in the network instead, which a phone
 * can open; behind a name or another address it is that.
 */
export async function joinOrigin(): Promise<string> {
  if (!OWN_COMPUTER.test(location.hostname)) return location.origin;
  try {
    const response = await fetch("/api/addresses");
    const { addresses } = (await response.json()) as Addresses;
    const [first] = addresses;
    return first === undefined ? location.origin : `${location.protocol}//${first}:${location.port}`;
  } catch {
    return location.origin;
  }
}

const PASS = "pass";

/** The address of a class's own big screen, on any device. What lets it in is in the fragment, which stays out of requests and logs. */
export function projectorPath(code: string, pass: string): string {
  return `/board/${code}#${PASS}=${pass}`;
}

/** Takes a pass that came with the address into this device's memory, and out of the address bar, which a whole class may read. */
export function acceptPass(code: string): string | null {
  const pass = new URLSearchParams(location.hash.slice(1)).get(PASS);
  if (pass === null || pass === "") return null;
  rememberPass(code, pass);
  history.replaceState(null, "", location.pathname + location.search);
  return pass;
}
