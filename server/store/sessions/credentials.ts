import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const slowHash = promisify<string, string, number, Buffer>(scrypt);

/**
 * Letters that can't be mistaken for each other on a projector or read aloud; without vowels, so that no code spells a
 * word. 18 letters: 104,976 codes of four.
 */
const LETTERS = "BCDFGHJKMNPQRSTVWX";

/** A join code of `length` letters; `random` gives integers below its argument. */
export function newJoinCode(length: 4 | 5, random: (below: number) => number): string {
  return Array.from({ length }, () => LETTERS.charAt(random(LETTERS.length))).join("");
}

/** Four letters until this many codes in a row were taken, five from then on. */
const TRIES_WITH_FOUR = 8;
const TRIES = 40;

/** Join codes to be tried one after the other until one is free; `random` gives integers below its argument. */
export function* joinCodes(random: (below: number) => number): Generator<string> {
  for (let tries = 0; tries < TRIES; tries++) yield newJoinCode(tries < TRIES_WITH_FOUR ? 4 : 5, random);
}

/** Letters of a return code: 11 thousand million of them. */
const RETURN_LETTERS = 8;

/** A code that leads a player back to their seat; `random` gives integers below its argument. */
export function newReturnCode(random: (below: number) => number): string {
  return Array.from({ length: RETURN_LETTERS }, () => LETTERS.charAt(random(LETTERS.length))).join("");
}

/** A return code as typed, with blanks and hyphens and in any case, in the form in which it's hashed; null when it can't be one. */
export function readReturnCode(typed: string): string | null {
  const code = typed
    .normalize("NFKC")
    .replace(/[^\p{L}]/gu, "")
    .toUpperCase();
  return code.length === RETURN_LETTERS && [...code].every((letter) => LETTERS.includes(letter)) ? code : null;
}

/** What's stored of a return code. It is short enough to be guessed at leisure by its hash, so that hash is a slow one, of its session alone. */
export async function hashReturnCode(code: string, sessionId: string): Promise<Buffer> {
  return slowHash(code, sessionId, 32);
}

/** A fresh bearer token: 32 random bytes in URL-safe base64 (43 characters). */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What's stored of a token. A plain SHA-256 is enough: 256 random bits can't be guessed, unlike a password. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Compares in a time that doesn't depend on where the hashes differ. */
export function tokenMatches(token: string, hash: Buffer): boolean {
  const given = hashToken(token);
  return given.length === hash.length && timingSafeEqual(given, hash);
}
