import { readJoinCode } from "../../shared/protocol/join-code.ts";
import type { Addresses } from "../../shared/protocol/sessions.ts";
import { pagePath, siteOrigin, sitePath } from "./site-path.ts";
import { rememberPass } from "./stored-seat.ts";

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
