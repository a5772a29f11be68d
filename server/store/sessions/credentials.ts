import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Letters that can't be mistaken for each other on a projector or read aloud; without vowels, so that no code spells a
 * word. 18 letters: 104,976 codes of four.
 */
const LETTERS = "BCDFGHJKMNPQRSTVWX";

/** A join code of `length` letters; `random` gives integers below its argument. */
export function newJoinCode(length: 4 | 5, random: (below: number) => number): string {
  return Array.from({ length }, () => LETTERS.charAt(random(LETTERS.length))).join("");
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
