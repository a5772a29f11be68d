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

export const seatOfTab = (code: string) => read<StoredSeat>("sessionStorage", seatKey(code));
export const seatOfDevice = (code: string) => read<StoredSeat>("localStorage", seatKey(code));
export const profileOfDevice = () => read<Profile>("localStorage", PROFILE);
export const hostTokenOf = (code: string) => read<string>("localStorage", hostKey(code));

/** What lets this device's big screen into a game of which it knows the host's page. */
export const passOf = (code: string) => read<string>("localStorage", passKey(code));

export function rememberPass(code: string, pass: string): void {
  write("localStorage", passKey(code), pass);
}

export function rememberSeat(code: string, seat: StoredSeat): void {
  write("sessionStorage", seatKey(code), seat);
  write("localStorage", seatKey(code), seat);
  write("localStorage", PROFILE, { nickname: seat.nickname, avatar: seat.avatar });
}

export function forgetSeat(code: string): void {
  write("sessionStorage", seatKey(code), null);
  write("localStorage", seatKey(code), null);
}

export function rememberHostToken(code: string, token: string): void {
  write("localStorage", hostKey(code), token);
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

function write(area: Area, key: string, value: unknown): void {
  try {
    if (value === null) window[area].removeItem(key);
    else window[area].setItem(key, JSON.stringify(value));
  } catch {
    // Private windows may forbid storage; the game goes on without a memory.
  }
}
