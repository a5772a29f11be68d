import { meantSigns, type Sign, signsOf } from "./written-signs.ts";

/** Makes what an endpoint says, or what is said of it, fit for a log. */
export interface Redaction {
  /**
   * Without the secrets and pieces of them, also where they are percent-encoded, escaped as JSON, in Base64 or hexadecimal, broken by spaces, line
   * breaks and invisible signs, or masked in the middle; without what addresses hold beside host and path; without what follows "Bearer" and what
   * looks like anybody's key.
   */
  clean(text: string): string;
  /** Whether one of the secrets is in it as a whole, however written. */
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
  const needles = known.flatMap(writings).filter((one) => one.length >= SHORTEST);
  const pieces = new Map<number, Set<string>>();
  for (const needle of needles) {
    const length = Math.min(FRAGMENT, needle.length);
    const some = pieces.get(length) ?? new Set();
    for (let at = 0; at + length <= needle.length; at++) some.add(needle.slice(at, at + length));
    pieces.set(length, some);
  }
  // A word alone, such as the "ollama" that some servers want as key, is no secret: answers may hold it.
  const telling = known.filter((one) => !/^\p{L}{1,12}$/u.test(one)).flatMap(writings);
  return {
    clean(text) {
      return without(known.reduce(withoutMasked, text), pieces)
        .replace(/\b(Bearer|Basic)\s+(?!\(key\))[\w+/=.~-]{4,}[^\s"'<>]*/gi, "$1 (key)")
        .replace(/\b((?:x-)?api[-_ ]?key|access[-_ ]?token)(["']?\s*[:=]\s*["']?)(?!\(key\))[^\s"',}]+/gi, "$1$2(key)")
        .replace(/(?<![\w-])(?:(?:sk|pk|rk|gsk|hf|ghp|xai|nvapi)[-_]|AIza)[\w-]{16,}/g, "(key)")
        .replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/"'<>@]*@/gi, "$1")
        .replace(/\?[^\s"'<>]*=[^\s"'<>]*/g, "?…");
    },
    holds(text) {
      const plain = [signsOf, meantSigns].map((read) => plainly(read(text)));
      return telling.some((needle) => plain.some((one) => one.includes(needle)));
    },
  };
}

const plainly = (signs: readonly Sign[]): string => signs.map(({ sign }) => sign).join("");

/**
 * How a secret may be written, in small letters: as it is, as it looks where escapes in it are read, in hexadecimal, and in Base64, alone or in the
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
  return [...new Set(all.map((one) => one.toLowerCase()))];
}

/** Takes out every piece of a secret. */
function without(text: string, pieces: ReadonlyMap<number, ReadonlySet<string>>): string {
  const isSecret = new Uint8Array(text.length);
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

/** Takes out what is left of a secret beside asterisks and the like. */
function withoutMasked(text: string, secret: string): string {
  const low = secret.toLowerCase();
  const isLeft = (piece: string) =>
    piece.length >= 2 &&
    (low.startsWith(piece) ||
      low.endsWith(piece) ||
      (piece.length >= 3 && (low.startsWith(piece.slice(-3)) || low.endsWith(piece.slice(0, 3)))));
  return text.replace(MASKED, (token) => (token.toLowerCase().split(MASK).some(isLeft) ? "(key)" : token));
}
