/**
 * What a device remembers of a game. The seat of this tab survives a reload (sessionStorage); the last seat of the device
 * is offered again after the tab was closed (localStorage). Storage may be forbidden: then nothing is remembered.
 */
export interface StoredSeat {
  readonly token: string;
  readonly nickname: string;
  readonly avatar: number;
}

export interface Profile {
  readonly nickname: string;
  readonly avatar: number;
}

const seatKey = (code: string) => `thumbwar:seat:${code}`;
const hostKey = (code: string) => `thumbwar:host:${code}`;
const passKey = (code: string) => `thumbwar:pass:${code}`;
const PROFILE = "thumbwar:profile";
const DROP_IN = "thumbwar:drop-in";

export const seatOfTab = (code: string) => read<StoredSeat>("sessionStorage", seatKey(code));
export const seatOfDevice = (code: string) => read<StoredSeat>("localStorage", seatKey(code));
export const profileOfDevice = () => read<Profile>("localStorage", PROFILE);
export const hostTokenOf = (code: string) => read<string>("localStorage", hostKey(code));

/** The code of the drop-in shard in which this device played last. */
export const dropInOfDevice = () => read<string>("localStorage", DROP_IN);

export function rememberDropIn(code: string): void {
  write("localStorage", DROP_IN, code);
}

/** What lets this device's big screen into a game of which it knows the host's page. */
export const passOf = (code: string) => read<string>("localStorage", passKey(code));

/** @returns false where this browser forbids storage; so do the others that remember */
export function rememberPass(code: string, pass: string): boolean {
  return write("localStorage", passKey(code), pass);
}

export function rememberSeat(code: string, seat: StoredSeat): boolean {
  write("localStorage", seatKey(code), seat);
  write("localStorage", PROFILE, { nickname: seat.nickname, avatar: seat.avatar });
  return write("sessionStorage", seatKey(code), seat);
}

export function forgetSeat(code: string): void {
  write("sessionStorage", seatKey(code), null);
  write("localStorage", seatKey(code), null);
}

/** The host's token, or a remote's. */
export function rememberHostToken(code: string, token: string): boolean {
  return write("localStorage", hostKey(code), token);
}

function forgetHostToken(code: string): void {
  write("localStorage", hostKey(code), null);
}

const PROBE = "thumbwar:probe";

/** Whether this browser keeps anything. */
export function keepsThings(): boolean {
  const kept = write("localStorage", PROBE, true);
  write("localStorage", PROBE, null);
  return kept;
}

/** A game that was created on this device. */
export interface StoredGame {
  readonly code: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

const GAMES = "thumbwar:games";
/** More are forgotten, the oldest first. */
const MOST_GAMES = 30;

/** The newest first. */
export const gamesOfDevice = () => read<readonly StoredGame[]>("localStorage", GAMES) ?? [];

export function rememberGame(game: StoredGame): void {
  const others = gamesOfDevice().filter(({ code }) => code !== game.code);
  write("localStorage", GAMES, [game, ...others].slice(0, MOST_GAMES));
}

/** Takes a game off the list, and its key off the device. */
export function forgetGame(code: string): void {
  const others = gamesOfDevice().filter((game) => game.code !== code);
  write("localStorage", GAMES, others);
  forgetHostToken(code);
}

type Area = "sessionStorage" | "localStorage";

function read<T>(area: Area, key: string): T | null {
  try {
    const text = window[area].getItem(key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

function write(area: Area, key: string, value: unknown): boolean {
  try {
    if (value === null) window[area].removeItem(key);
    else window[area].setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // private windows may forbid storage; the game goes on without a memory
  }
}
