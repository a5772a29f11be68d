/**
 * Letters that can't be mistaken for each other on a projector or read aloud; without vowels, so that no code spells a
 * word. 18 letters: 104,976 codes of four.
 */
const LETTERS = "BCDFGHJKMNPQRSTVWX";

/** A join code of `length` letters; `random` gives integers below its argument. */
export function newJoinCode(length: 4 | 5, random: (below: number) => number): string {
  return Array.from({ length }, () => LETTERS.charAt(random(LETTERS.length))).join("");
}

/** A code as typed, in the form in which it's stored; null when it can't be one. */
export function readJoinCode(typed: string): string | null {
  const code = typed.trim().toUpperCase();
  return /^[A-Z]{4,5}$/.test(code) ? code : null;
}
