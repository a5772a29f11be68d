import fc from "fast-check";
import { Packr, unpack } from "msgpackr";
import { expect, test } from "vitest";
import { isFitForRoom } from "../../../../server/web/front-door/room-frame.ts";

const JOIN = 10;
const DATA = 13;
const PING = 18;
const REQUEST = 21;

const text = (words: string) => Buffer.concat([Buffer.from([0xa0 + words.length]), Buffer.from(words)]);
const data = (type: string, payload: Uint8Array = Buffer.alloc(0)) =>
  Buffer.concat([Buffer.from([DATA]), text(type), payload]);
const list = (length: number) =>
  Buffer.from([0xdd, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]);

/** As messages are made by the SDK, and by clients that know msgpack alone. */
const encoders = [
  new Packr(),
  new Packr({ useRecords: false }),
  new Packr({ variableMapSize: true, useRecords: false }),
];
const messages = [
  { pairId: "0197a0c4-9f3e-7c3a-8d6f-6d5a40f3c6de", verdict: "bothBad", decisionMs: 12_345 },
  { podiumId: "x", ranking: ["a", "b", "c", "d"], decisionMs: 100 },
  { share: 0.3 },
  { share: 1, more: undefined },
  { text: "é ".repeat(10_000) },
  { command: "mute", playerId: "x".repeat(64), muted: false },
  { command: "extend", nested: [{ a: 1 }, { a: 2 }] },
  undefined,
  null,
  "",
  -70_000,
];

test("what a client of ours sends is fit, with every encoder", () => {
  for (const message of messages) {
    for (const encoder of encoders) {
      expect(isFitForRoom(data("vote", encoder.pack(message)))).toBe(true);
      const request = Buffer.concat([Buffer.from([REQUEST, 0xcd, 1, 2]), text("vote"), encoder.pack(message)]);
      expect(isFitForRoom(request)).toBe(true);
    }
  }
  for (const code of [JOIN, PING, 12]) expect(isFitForRoom(Buffer.from([code]))).toBe(true);
  expect(isFitForRoom(data("deal"))).toBe(true);
});

test.each<[string, Uint8Array]>([
  ["nothing", Buffer.alloc(0)],
  ["a type of 90 characters", Buffer.concat([Buffer.from([DATA, 0xd9, 90]), Buffer.alloc(90, 120)])],
  ["a type longer than the frame", Buffer.from([DATA, 0xdb, 255, 255, 255, 255, 120])],
  ["a type of control characters", data("a\r\nb")],
  ["no type", Buffer.from([DATA])],
  ["raw bytes", Buffer.from([17, 0xa1, 97, 1])],
  ["a list of thirty million", data("vote", list(30_000_000))],
  ["forty lists of thirty million", data("vote", Buffer.concat(Array.from({ length: 40 }, () => list(30_000_000))))],
  ["lists 60,000 deep", data("vote", Buffer.alloc(60_000, 0x91))],
  [
    "maps 20,000 deep",
    data("vote", Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0x81, 0xa1, 97])))),
  ],
  ["60,000 empty lists in one", data("vote", Buffer.concat([list(60_000), Buffer.alloc(60_000, 0x90)]))],
  ["a map of four billion", data("vote", Buffer.from([0xdf, 255, 255, 255, 255]))],
  ["a text longer than the frame", data("vote", Buffer.from([0xdb, 255, 255, 255, 255, 1]))],
  ["a regular expression", data("vote", new Packr({ moreTypes: true }).pack(/(a+)+$/))],
  [
    "a record whose fields are code",
    data("vote", Buffer.concat([Buffer.from([0xd4, 0x72, 0x40, 0x91]), text("a:1,b"), Buffer.from([1])])),
  ],
  ["two values", data("vote", Buffer.from([1, 1]))],
  ["half a number", data("vote", Buffer.from([0xcb, 1, 2]))],
])("%s is not", (_, frame) => {
  expect(isFitForRoom(frame)).toBe(false);
});

test("whatever is fit is decoded, in as many values as were counted", () => {
  let fit = 0;
  const bytes = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xd4, 0x72, 0x40, 0x91, 0xa1, 97, 0x81)),
    {
      minLength: 1,
      maxLength: 24,
    },
  );
  fc.assert(
    fc.property(bytes, (payload) => {
      if (!isFitForRoom(data("vote", Buffer.from(payload)))) return;
      fit += 1;
      expect(() => unpack(Buffer.from(payload))).not.toThrow();
    }),
    { numRuns: 20_000, seed: 7 },
  );
  expect(fit).toBeGreaterThan(500);
});
