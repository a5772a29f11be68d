import type { Addresses } from "../../shared/protocol/sessions.ts";
import { profileOfDevice, rememberHostToken, rememberPass, rememberSeat } from "./stored-seat.ts";

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

/**
 * What opens a page, when it comes with the page's address: the host's key or a remote's, a player's seat, the pass of a big screen. It is
 * in the fragment, which stays out of requests and logs.
 */
const KEYS = { key: rememberHostToken, pass: rememberPass, seat: keepSeat } as const;
type KeyName = keyof typeof KEYS;

/** The address of a page on another device, with what opens it. */
export function addressWith(path: string, name: KeyName, value: string): string {
  return `${path}#${name}=${value}`;
}

/** The address of a page on this device: what opens it travels with the address only where the browser keeps nothing. */
export function keptAddress(path: string, code: string, name: KeyName, value: string): string {
  return KEYS[name](code, value) ? path : addressWith(path, name, value);
}

/**
 * Takes what came with the address into this device's memory, and out of the address bar, which a whole class may read. Where the browser
 * keeps nothing it stays in the address, or a reload would lose it.
 */
export function acceptKey(code: string, name: KeyName): string | null {
  const value = new URLSearchParams(location.hash.slice(1)).get(name);
  if (value === null || value === "") return null;
  if (KEYS[name](code, value)) history.replaceState(null, "", location.pathname + location.search);
  return value;
}

/** A seat comes without its nickname, which the game tells. */
function keepSeat(code: string, token: string): boolean {
  const profile = profileOfDevice();
  return rememberSeat(code, { token, nickname: profile?.nickname ?? "", avatar: profile?.avatar ?? 0 });
}
