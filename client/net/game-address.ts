import { readJoinCode } from "../../shared/protocol/join-code.ts";
import type { Addresses } from "../../shared/protocol/sessions.ts";
import { pagePath, siteOrigin, sitePath } from "./site-path.ts";
import { profileOfDevice, rememberHostToken, rememberPass, rememberSeat } from "./stored-seat.ts";

/** The join code in the address of this page, as in `/play/CODE`; what stands in its place where that is none, "" where nothing does. */
export function codeOfPage(): string {
  const [, , written = ""] = pagePath().split("/");
  try {
    const typed = decodeURIComponent(written);
    return readJoinCode(typed) ?? typed.trim().toUpperCase();
  } catch {
    return written;
  }
}

const OWN_COMPUTER = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const CHOSEN = "thumbwar:address";

/** Where players may find this server. */
export interface JoinAddress {
  /** As in https://school.example/thumbwar. */
  readonly origin: string;
  /** The network card that it belongs to, "" where there is none to name. */
  readonly card: string;
}

/**
 * Where players may find this server, the likeliest first. PUBLIC_URL alone counts where it is set. A host who opened `localhost` is given
 * the computer's addresses in its networks, which a phone can open; behind a name, what the host opened comes first.
 */
export async function joinAddresses(): Promise<readonly [JoinAddress, ...JoinAddress[]]> {
  const here = { origin: siteOrigin(), card: "" };
  const told = await toldAddresses();
  if (told === null) return [here];
  if (told.publicUrl !== null) return [{ origin: told.publicUrl, card: "" }];
  const own = new URL(here.origin);
  const others = told.addresses.map(({ address, card }) => ({
    ...{ origin: here.origin.replace(own.host, own.port === "" ? address : `${address}:${own.port}`), card },
  }));
  const [first, ...more] = others;
  if (OWN_COMPUTER.test(own.hostname)) return first === undefined ? [here] : [first, ...more];
  const same = others.find(({ origin }) => origin === here.origin);
  return [same ?? here, ...others.filter((other) => other !== same)];
}

async function toldAddresses(): Promise<Addresses | null> {
  try {
    const response = await fetch(sitePath("/api/addresses"));
    return response.ok ? ((await response.json()) as Addresses) : null;
  } catch {
    return null;
  }
}

/** The address that players are told: the one that the host chose on this device, as long as it is there, else the likeliest. */
export async function joinOrigin(): Promise<string> {
  const all = await joinAddresses();
  const chosen = stored();
  return (all.find(({ origin }) => origin === chosen) ?? all[0]).origin;
}

/** Chooses the address that players are told, on every page of this device. */
export function chooseAddress(origin: string): void {
  try {
    localStorage.setItem(CHOSEN, origin);
  } catch {
    // Without storage the choice holds until the page is left.
  }
  memory = origin;
  for (const tell of listeners) tell();
}

/** Calls back when another address is chosen, here or on another page of this device. */
export function onAddressChosen(tell: () => void): void {
  if (listeners.size === 0) {
    window.addEventListener("storage", ({ key }) => {
      if (key === CHOSEN) for (const listener of listeners) listener();
    });
  }
  listeners.add(tell);
}

const listeners = new Set<() => void>();
let memory: string | null = null;

function stored(): string | null {
  try {
    return localStorage.getItem(CHOSEN) ?? memory;
  } catch {
    return memory;
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
