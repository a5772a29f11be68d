/** Makes what an endpoint says, or what is said of it, fit for a log. */
export interface Redaction {
  /**
   * Without the secrets, also where they are percent-encoded, written as JSON, in Base64 or hexadecimal, broken by spaces, line breaks and
   * invisible signs, cut, or masked in the middle; without what addresses hold beside host and path; without what follows "Bearer" and what
   * looks like anybody's key.
   */
  clean(text: string): string;
  /** Whether one of the secrets is in it as a whole, however written. */
  holds(text: string): boolean;
}

/** Shorter ones are in half of all words, and taking them out would tell more than leaving them. */
const SHORTEST = 4;
/** So many signs of a secret in a row are taken out, too. */
const FRAGMENT = 8;

/** What may stand between two signs of a secret that was broken, plain or as JSON and addresses write it. */
const GAP = String.raw`(?:[\s\p{C}]|\\[nrtfvb0]|\\u(?:00[01].|200.|202.|206.|feff)|%(?:25)*(?:[01][\da-f]|20|e2%(?:25)*8[01]%(?:25)*[89a][\da-f]|ef%(?:25)*bb%(?:25)*bf))*`;

/** What servers put in the place of most of a key when they repeat it. */
const MASK = /[*•●∗＊…#]+|\.{3,}|x{4,}/i;
const MASKED = /[\w+/=-]*(?:[*•●∗＊…#]+|\.{3,}|x{4,})[\w+/=*•●∗＊…#-]*/gi;

/** @param secrets keys and the like; those of fewer than four signs are not looked for */
export function redaction(secrets: readonly string[]): Redaction {
  const known = secrets.map((secret) => secret.replace(/[\s\p{C}]/gu, "")).filter((one) => [...one].length >= SHORTEST);
  const whole = new Map(known.map((one) => [one, new RegExp([...one].map(waysToWrite).join(GAP), "giu")]));
  const encoded = known.flatMap(encodings);
  const patterns = [...whole.values(), ...encoded];
  // A word alone, such as the "ollama" that some servers want as key, is no secret: answers may hold it.
  const telling = known
    .filter((one) => !/^\p{L}{1,12}$/u.test(one))
    .flatMap((one) => [whole.get(one)!, ...encodings(one)]);
  return {
    clean(text) {
      const found = patterns.reduce((rest, pattern) => rest.replace(pattern, "(key)"), text);
      return known
        .reduce((rest, one) => withoutFragments(withoutMasked(rest, one), one), found)
        .replace(/\b(Bearer|Basic)\s+(?!\(key\))[\w+/=.~-]{4,}[^\s"'<>]*/gi, "$1 (key)")
        .replace(/\b((?:x-)?api[-_ ]?key|access[-_ ]?token)(["']?\s*[:=]\s*["']?)(?!\(key\))[^\s"',}]+/gi, "$1$2(key)")
        .replace(/(?<![\w-])(?:(?:sk|pk|rk|gsk|hf|ghp|xai|nvapi)[-_]|AIza)[\w-]{16,}/g, "(key)")
        .replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/"'<>@]*@/gi, "$1")
        .replace(/\?[^\s"'<>]*=[^\s"'<>]*/g, "?…");
    },
    holds: (text) => telling.some((pattern) => text.search(pattern) >= 0),
  };
}

/** A sign itself, percent-encoded once or more often, and as JSON may escape it. */
function waysToWrite(sign: string): string {
  const bytes = [...Buffer.from(sign)].map((byte) => `%(?:25)*${byte.toString(16).padStart(2, "0")}`).join("");
  const units = [...Array(sign.length).keys()].map((at) => sign.charCodeAt(at).toString(16).padStart(4, "0"));
  const json = units.map((unit) => String.raw`\\u${unit}`).join("");
  return `(?:${sign.replace(/[\^$\\.*+?()[\]{}|/]/, "\\$&")}|${bytes}|${json})`;
}

/**
 * Patterns of a secret in hexadecimal and in Base64, alone or in the middle of something (as in the header of basic authentication): which of
 * three ways that is depends on how many bytes stand before it.
 */
function encodings(secret: string): readonly RegExp[] {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const base64 = inner
    .filter((text) => text.length >= FRAGMENT)
    .map((text) => {
      const signs = [...text].map((sign) => (sign === "+" ? "(?:[+-]|%2b)" : sign === "/" ? "(?:[/_]|%2f)" : sign));
      return new RegExp(`[\\w+/-]*${signs.join("\\s*")}[\\w+/-]*(?:=|%3d)*`, "g");
    });
  return [...base64, new RegExp(bytes.toString("hex"), "gi")];
}

/** Takes out what is left of a secret beside asterisks and the like. */
function withoutMasked(text: string, secret: string): string {
  const low = secret.toLowerCase();
  return text.replace(MASKED, (token) => {
    const left = token
      .toLowerCase()
      .split(MASK)
      .filter((piece) => piece.length >= 2);
    return left.some((piece) => low.startsWith(piece) || low.endsWith(piece)) ? "(key)" : token;
  });
}

/** Takes out pieces of a secret that was cut. */
function withoutFragments(text: string, secret: string): string {
  let [cleaned, at] = ["", 0];
  while (at < text.length) {
    let length = FRAGMENT;
    if (at + length > text.length || !secret.includes(text.slice(at, at + length))) {
      cleaned += text[at++];
      continue;
    }
    while (at + length < text.length && secret.includes(text.slice(at, at + length + 1))) length++;
    [cleaned, at] = [`${cleaned}(key)`, at + length];
  }
  return cleaned;
}
