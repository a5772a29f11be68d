import { meantSigns, type Sign, signsOf } from "./written-signs.ts";

/** Makes what an endpoint says, or what is said of it, fit for a log. */
export interface Redaction {
  /**
   * Without the secrets and pieces of them, also where they are percent-encoded, escaped as JSON, in Base64 or hexadecimal, broken by spaces, line
   * breaks and invisible signs, or masked in the middle; without what addresses hold beside host and path; without what follows "Bearer" and what
   * looks like anybody's key.
   */
  clean(text: string): string;
  /** Whether half of one of the secrets or more is in it, however written, or what a mask leaves of it. */
  holds(text: string): boolean;
}

/** Shorter ones are in half of all words, and taking them out would tell more than leaving them. */
const SHORTEST = 4;
/** So many signs of a secret in a row are taken out. */
const FRAGMENT = 8;

/** What servers put in the place of most of a key when they repeat it. */
const MASK = /[*•●∗＊…#]+|\.{3,}|x{4,}/i;
const MASKED = /[^\s"'<>(),;]*(?:[*•●∗＊…#]+|\.{3,}|x{4,})[^\s"'<>(),;]*/gi;

/** @param secrets keys and the like; those of fewer than four signs are not looked for */
export function redaction(secrets: readonly string[]): Redaction {
  const known = secrets.map((secret) => secret.replace(/[\s\p{C}]/gu, "")).filter((one) => [...one].length >= SHORTEST);
  const pieces = windows(known.flatMap(writings), ({ length }) => Math.min(FRAGMENT, length));
  // A word alone, such as the "ollama" that some servers want as key, is no secret: answers may hold it.
  const telling = known.filter((one) => !/^\p{L}{1,12}$/u.test(one));
  const halves = windows(telling.flatMap(writings), ({ length }) =>
    Math.max(Math.min(FRAGMENT, length), Math.ceil(length / 2)),
  );
  return {
    clean(text) {
      return without(text, pieces, known)
        .replace(/\b(Bearer|Basic)\s+(?!\(key\))[\w+/=.~-]{4,}[^\s"'<>]*/gi, "$1 (key)")
        .replace(/\b((?:x-)?api[-_ ]?key|access[-_ ]?token)(["']?\s*[:=]\s*["']?)(?!\(key\))[^\s"',}]+/gi, "$1$2(key)")
        .replace(/(?<![\w-])(?:(?:sk|pk|rk|gsk|hf|ghp|xai|nvapi)[-_]|AIza)[\w-]{16,}/g, "(key)")
        .replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/"'<>@]*@/gi, "$1")
        .replace(/\?[^\s"'<>]*=[^\s"'<>]*/g, "?…");
    },
    holds(text) {
      const plain = [signsOf, meantSigns].map((read) => plainly(read(text)));
      const hasHalf = ([length, some]: readonly [number, ReadonlySet<string>]) =>
        plain.some((one) => Array.from(one, (_, at) => one.slice(at, at + length)).some((part) => some.has(part)));
      return [...halves].some(hasHalf) || telling.some((secret) => isMaskedIn(text, secret));
    },
  };
}

const plainly = (signs: readonly Sign[]): string => signs.map(({ sign }) => sign).join("");

/**
 * How a secret may be written, in small letters and long enough to be looked for: as it is, as it looks where escapes in it are read, in hexadecimal, and in Base64, alone or in the
 * middle of something (as in the header of basic authentication): which of three ways that is depends on how many bytes stand before it.
 */
function writings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const inner = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")].filter((one) => one.length >= FRAGMENT);
  });
  const all = [secret, plainly(meantSigns(secret)), bytes.toString("hex"), ...base64];
  return [...new Set(all.map((one) => one.toLowerCase()))].filter((one) => one.length >= SHORTEST);
}

/** All that stands in some texts in a row of so many signs, by that number. */
function windows(texts: readonly string[], lengthOf: (text: string) => number): ReadonlyMap<number, Set<string>> {
  const all = new Map<number, Set<string>>();
  for (const text of texts) {
    const length = lengthOf(text);
    const some = all.get(length) ?? new Set();
    for (let at = 0; at + length <= text.length; at++) some.add(text.slice(at, at + length));
    all.set(length, some);
  }
  return all;
}

/** Takes out every piece of a secret, and what is left of one beside asterisks and the like. */
function without(text: string, pieces: ReadonlyMap<number, ReadonlySet<string>>, known: readonly string[]): string {
  const isSecret = new Uint8Array(text.length);
  for (const { 0: token, index } of text.matchAll(MASKED))
    if (known.some((secret) => isLeftOf(token, secret))) isSecret.fill(1, index, index + token.length);
  for (const signs of [signsOf(text), meantSigns(text)]) {
    const plain = plainly(signs);
    for (const [length, some] of pieces)
      for (let at = 0; at + length <= signs.length; at++)
        if (some.has(plain.slice(at, at + length))) isSecret.fill(1, signs[at]!.from, signs[at + length - 1]!.to);
  }
  return [...text.matchAll(/[\s\S]/g)]
    .map(([unit], at) => (isSecret[at] === 0 ? unit : isSecret[at - 1] === 1 ? "" : "(key)"))
    .join("");
}

/** Whether a masked text has a piece that a secret begins or ends with. */
function isLeftOf(token: string, secret: string): boolean {
  const low = secret.toLowerCase();
  const isLeft = (piece: string) =>
    piece.length >= 2 &&
    (low.startsWith(piece) ||
      low.endsWith(piece) ||
      (piece.length >= 3 && (low.startsWith(piece.slice(-3)) || low.endsWith(piece.slice(0, 3)))));
  return token.toLowerCase().split(MASK).some(isLeft);
}

/** Whether a masked text begins and ends as a secret does, with enough of it to be no accident. */
function isMaskedIn(text: string, secret: string): boolean {
  const low = secret.toLowerCase();
  return [...text.matchAll(MASKED)].some(([token]) => {
    const left = token
      .toLowerCase()
      .split(MASK)
      .filter((piece) => piece !== "");
    const isPart = left.every((piece) => low.startsWith(piece) || low.endsWith(piece));
    return isPart && left.join("").length >= 6;
  });
}
