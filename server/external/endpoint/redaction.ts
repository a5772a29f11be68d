/** Makes what an endpoint says, or what is said of it, fit for a log. */
export interface Redaction {
  /**
   * Without the secrets, also where they are percent-encoded, written as JSON, or broken by spaces, line breaks and invisible
   * signs; without what addresses hold beside host and path; and without what follows "Bearer".
   */
  clean(text: string): string;
  /** Whether one of the secrets is in it, however written. */
  holds(text: string): boolean;
}

/** Shorter ones are in half of all words, and taking them out would tell more than leaving them. */
const SHORTEST = 4;

/** What may stand between two signs of a secret that was broken, plain or as JSON and addresses write it. */
const GAP = String.raw`(?:[\s\p{C}]|\\[nrtfvb0]|\\u(?:00[01].|200.|202.|206.|feff)|%(?:25)*(?:[01][\da-f]|20|e2%(?:25)*8[01]%(?:25)*[89a][\da-f]|ef%(?:25)*bb%(?:25)*bf))*`;

/** @param secrets keys and the like; those of fewer than four signs are not looked for */
export function redaction(secrets: readonly string[]): Redaction {
  const known = secrets
    .map((secret) => [...secret.replace(/[\s\p{C}]/gu, "")])
    .filter((signs) => signs.length >= SHORTEST);
  const patterns = known.map((signs) => new RegExp(signs.map(waysToWrite).join(GAP), "giu"));
  return {
    clean: (text) =>
      patterns
        .reduce((rest, pattern) => rest.replace(pattern, "(key)"), text)
        .replace(/\bBearer\s+(?!\(key\))[^\s"'<>]+/gi, "Bearer (key)")
        .replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/"'<>@]*@/gi, "$1")
        .replace(/\?[^\s"'<>]*=[^\s"'<>]*/g, "?…"),
    holds: (text) => patterns.some((pattern) => text.search(pattern) >= 0),
  };
}

/** A sign itself, percent-encoded once or more often, and as JSON may escape it. */
function waysToWrite(sign: string): string {
  const bytes = [...Buffer.from(sign)].map((byte) => `%(?:25)*${byte.toString(16).padStart(2, "0")}`).join("");
  const units = [...Array(sign.length).keys()].map((at) => sign.charCodeAt(at).toString(16).padStart(4, "0"));
  const json = units.map((unit) => String.raw`\\u${unit}`).join("");
  return `(?:${sign.replace(/[\^$\\.*+?()[\]{}|/]/, "\\$&")}|${bytes}|${json})`;
}
