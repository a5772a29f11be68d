import fc from "fast-check";
import { expect, test } from "vitest";
import { redaction } from "../../../../server/external/endpoint/redaction.ts";

const KEY = "sk-proj.Ab+9/xÜ==";
const { clean, holds } = redaction([KEY]);
const percent = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join("");

test.each([
  ["as it is", KEY],
  ["in other letters", KEY.toUpperCase()],
  ["percent-encoded", encodeURIComponent(KEY)],
  ["percent-encoded throughout", percent(KEY)],
  ["percent-encoded twice", encodeURIComponent(encodeURIComponent(KEY))],
  ["broken by a line break", `${KEY.slice(0, 5)}\r\n  ${KEY.slice(5)}`],
  ["broken by a line break as JSON writes it", JSON.stringify(`${KEY.slice(0, 5)}\n${KEY.slice(5)}`)],
  ["broken by a line break as addresses write it", encodeURIComponent(`${KEY.slice(0, 5)}\r\n${KEY.slice(5)}`)],
  ["with invisible signs", [...KEY].join("\u200b")],
  ["with invisible signs as addresses write them", encodeURIComponent([...KEY].join("\u2060"))],
  ["in Base64", Buffer.from(KEY).toString("base64")],
  ["in Base64 for addresses", Buffer.from(KEY).toString("base64url")],
  ["in Base64 behind a name", Buffer.from(`user:${KEY}`).toString("base64")],
  ["in Base64 behind another name", Buffer.from(`me:${KEY}`).toString("base64")],
  ["in Base64, percent-encoded", encodeURIComponent(Buffer.from(`a:${KEY}`).toString("base64"))],
  ["in hexadecimal", Buffer.from(KEY).toString("hex")],
  ["as JSON may escape it", [...KEY].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")],
])("a key is taken out %s", (_, written) => {
  expect(clean(`Bad ${written}!`).replaceAll('"', "")).toMatch(/^Bad \w{0,8}\(key\)\w{0,3}(?:=|%3D)*!$/);
  expect(holds(`Bad ${written}!`)).toBe(true);
});

test("a key that was broken itself is taken out whole", () => {
  const { clean: cleaned } = redaction(["example-first\nsecond-half"]);
  for (const written of [
    "example-first\nsecond-half",
    "example-first second-half",
    "example-firstsecond-half",
    "example-first\\nsecond-half",
  ])
    expect(cleaned(`Invalid header value: ${written}`)).toBe("Invalid header value: (key)");
});

test("any key is taken out of any text that quotes it, in whichever of these ways", () => {
  const signs = fc.string({ minLength: 4, maxLength: 60, unit: fc.constantFrom(..."abcXYZ019-_.+/=%$\\^*()[]{}|?") });
  const ways = [(key: string) => key, encodeURIComponent, percent, (key: string) => [...key].join("\n")];
  fc.assert(
    fc.property(signs, fc.constantFrom(...ways), fc.string(), (key, write, around) => {
      const one = redaction([key]);
      expect(one.holds(one.clean(`${around} ${write(key)} ${around}`))).toBe(false);
    }),
  );
});

test("what is taken out and what is found is the same, also for a key that holds escapes", () => {
  const one = redaction(["%aaaa"]);
  for (const text of ["%aaaa", "%25aaaa"]) expect(one.holds(one.clean(`Bad ${text}!`))).toBe(false);
});

test("addresses keep host and path alone, and a bearer's token goes", () => {
  expect(clean("GET https://user:pass@host:8080/v1/chat?api-key=abc#x failed")).toBe(
    "GET https://host:8080/v1/chat?… failed",
  );
  expect(clean("at /v1/chat?token=abc&b=c")).toBe("at /v1/chat?…");
  expect(clean("authorization: Bearer abc.def")).toBe("authorization: Bearer (key)");
});

test("other words stay, and a word shorter than a key is none", () => {
  const said = "Why is the sky blue? Because of light: 100%.";
  expect(clean(said)).toBe(said);
  expect(holds(said)).toBe(false);
  expect(redaction(["", "the"]).clean(said)).toBe(said);
});

test.each([
  "sk-proj*********xÜ==",
  "sk-p****",
  "****9/xÜ==",
  "sk-proj...xÜ==",
  "sk-proj.Ab…",
  "sk-xxxxxxxxxx==",
  "sk-proj.Ab+9",
  "roj.Ab+9/x",
])("what is left of a key that was masked or cut is taken out: %s", (left) => {
  expect(clean(`Incorrect API key provided: ${left} at`)).toMatch(
    /^Incorrect API key provided: (?:\(key\)[^\s\w]*)+ at$/,
  );
});

test.each([
  ["x-api-key: abcdefgh", "x-api-key: (key)"],
  ['{"api_key":"abcdefgh"}', '{"api_key":"(key)"}'],
  ["Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic (key)"],
  ["authorization: Bearer other.key", "authorization: Bearer (key)"],
  ["of sk-abcdefghijklmnop1234 and hf_abcdefghijklmnop1234", "of (key) and (key)"],
  ["AIzaSyA1234567890abcdefghij", "(key)"],
])("anybody's key is taken out of %s", (text, expected) => expect(clean(text)).toBe(expected));

test("a word as key, as some servers want one, may stand in answers", () => {
  const ollama = redaction(["ollama"]);
  expect(ollama.holds("Ask ollama about cats.")).toBe(false);
  expect(ollama.clean("Bad key ollama")).toBe("Bad key (key)");
});

test.each([
  KEY.slice(0, 12),
  KEY.slice(5),
  "sk-proj*********xÜ==",
  "sk-p...xÜ==",
  Buffer.from(KEY).toString("base64").slice(2, 20),
])("an answer that tells most of a key is known: %s", (left) => {
  expect(holds(`The key is ${left}, I think.`)).toBe(true);
});

test("marks that are no key stay", () => {
  for (const text of ["**A** is better...", "It is xxxx.", "1 # 2", "Wait… what?", "***"])
    expect(holds(text)).toBe(false);
  for (const text of ["**A** is better...", "It is xxxx.", "1 # 2", "Wait… what?", "***"])
    expect(clean(text)).toBe(text);
});
