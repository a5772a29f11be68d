/** A seeded source of what attackers send over WebSockets. */
type Random = () => number;

const JOIN = 10;
const LEAVE = 12;
const DATA = 13;
const BYTES = 17;
const PING = 18;
const REQUEST = 21;

const TYPES = ["vote", "predict", "rank", "pick", "lock", "write", "report", "deal", "host"] as const;
const WORDS = [
  "pairId",
  "verdict",
  "decisionMs",
  "share",
  "command",
  "playerId",
  "text",
  "__proto__",
  "constructor",
  "*",
  "_$bx",
];
/** The longest that a room takes is 64 KB. */
const LONGEST = 64 * 1024;

export const below = (random: Random, end: number): number => Math.floor(random() * end);
export const oneOf = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)]!;
/** Short ones are common, long ones rare. */
export const someLength = (random: Random, longest: number): number => Math.floor(longest ** random());

export function noise(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = below(random, 256);
  return bytes;
}

/** A frame of the right shape with the wrong content, which a room answers or ignores. */
export function answeredFrame(random: Random): Buffer {
  if (random() < 0.1) return Buffer.from([oneOf(random, [PING, JOIN])]);
  const payload = random() < 0.1 ? Buffer.alloc(0) : value(random, 0);
  if (random() < 0.4) return Buffer.concat([Buffer.from([DATA]), shortText(oneOf(random, TYPES)), payload]);
  const type =
    random() < 0.7
      ? oneOf(random, TYPES)
      : oneOf(
          random,
          WORDS.filter((word) => word !== "*"),
        );
  return Buffer.concat([Buffer.from([REQUEST, below(random, 128)]), shortText(type), payload]);
}

/** A frame that no client of ours sends; for most of them the server closes the connection. */
export function brokenFrame(random: Random): Buffer | string {
  const kinds: readonly (() => Buffer | string)[] = [
    () => Buffer.concat([Buffer.from([DATA]), shortText(`x${"y".repeat(below(random, 30))}`), value(random, 0)]),
    () => Buffer.concat([Buffer.from([oneOf(random, [DATA, BYTES, REQUEST])]), longText(random), value(random, 0)]),
    () => Buffer.concat([Buffer.from([DATA]), shortText("vote"), claim(random), noise(random, below(random, 40))]),
    () => Buffer.concat([Buffer.from([DATA]), shortText("vote"), Buffer.alloc(someLength(random, 60_000), 0x91)]),
    () => Buffer.concat([Buffer.from([DATA]), shortText("vote"), repeated("\x81\xa1a", someLength(random, 20_000))]),
    () => Buffer.concat([Buffer.from([below(random, 256)]), noise(random, someLength(random, LONGEST))]),
    () =>
      Buffer.concat([
        Buffer.from([oneOf(random, [9, JOIN, LEAVE, 16, 19, 20, 0xff])]),
        noise(random, below(random, 64)),
      ]),
    () => Buffer.concat([Buffer.from([REQUEST]), claim(random)]),
    () => noise(random, LONGEST + below(random, LONGEST)),
    () => Buffer.alloc(0),
    () => noise(random, someLength(random, 1_000)).toString("latin1"),
  ];
  return oneOf(random, kinds)();
}

/** A frame for the boards' WebSockets, which speak Socket.IO in texts. */
export function boardFrame(random: Random): Buffer | string {
  const packet = oneOf(random, [
    "40",
    "41",
    "42",
    "43",
    "44",
    "45",
    "451-",
    "459999-",
    "2probe",
    "3",
    "5",
    "6",
    "1",
    "4",
    "b",
  ]);
  const space = oneOf(random, ["", "/boards,", "/lab,", "/nothing,", `/${"n".repeat(someLength(random, 500))},`]);
  const body = oneOf(random, [
    '["error","x"]',
    '["connection"]',
    '["disconnect",{"_placeholder":true,"num":0}]',
    "[",
    '{"token":1}',
    "99999999999999999999[]",
    "",
    JSON.stringify(["x".repeat(someLength(random, 3_000))]),
    "[".repeat(someLength(random, 3_000)),
    "x".repeat(someLength(random, LONGEST)),
  ]);
  return random() < 0.15 ? noise(random, someLength(random, 4_000)) : `${packet}${space}${body}`;
}

/** A value in msgpack: at most three deep, with texts of up to 60 KB. */
function value(random: Random, depth: number): Buffer {
  const kind = below(random, depth < 3 ? 8 : 5);
  if (kind === 0) return Buffer.from([oneOf(random, [0xc0, 0xc2, 0xc3])]);
  if (kind === 1) return Buffer.from([below(random, 64)]);
  if (kind === 2) {
    const double = Buffer.alloc(9, 0xcb);
    double.writeDoubleBE(oneOf(random, [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300, random(), 2 ** 53]), 1);
    return double;
  }
  if (kind < 5) {
    const length = someLength(random, depth === 0 ? 60_000 : 300);
    const head = Buffer.from([0xda, length >> 8, length & 0xff]);
    return Buffer.concat([head, Buffer.alloc(length, below(random, 0x60) + 0x20)]);
  }
  const items = below(random, 5);
  if (kind === 5) return Buffer.concat([Buffer.from([0x90 + items]), ...many(items, () => value(random, depth + 1))]);
  const entry = () => Buffer.concat([shortText(oneOf(random, WORDS)), value(random, depth + 1)]);
  return Buffer.concat([Buffer.from([0x80 + items]), ...many(items, entry)]);
}

/** A msgpack head that claims far more bytes than follow. */
function claim(random: Random): Buffer {
  const head = oneOf(random, [0xdd, 0xdf, 0xdb, 0xc6, 0xdc, 0xde, 0xda, 0xc9, 0xd9, 0xcf]);
  return Buffer.concat([
    Buffer.from([head]),
    oneOf(random, [Buffer.alloc(4, 0xff), Buffer.from([1, 0xc9, 0xc3, 0x80])]),
  ]);
}

function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xa0 + text.length]), Buffer.from(text)]);
}

/** A message type of up to 64 KB, as `@colyseus/schema` writes texts. */
function longText(random: Random): Buffer {
  const length = 32 + someLength(random, LONGEST - 1_000);
  return Buffer.concat([
    Buffer.from([0xda, length & 0xff, length >> 8]),
    noise(random, 1),
    Buffer.alloc(length - 1, 120),
  ]);
}

const repeated = (text: string, times: number) => Buffer.from(text.repeat(times), "latin1");
const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
