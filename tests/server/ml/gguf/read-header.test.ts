import { describe, expect, test } from "vitest";
import { type GgufHeader, type GgufValue, MoreNeeded, readHeader } from "../../../../server/ml/gguf/read-header.ts";
import { formatGguf, type GgufPart } from "../../../support/gguf-writer.ts";

const FIELDS: readonly (readonly [string, GgufValue])[] = [
  ["general.architecture", "llama"],
  ["a.count", 7],
  ["a.number", 0.5],
  ["a.flag", true],
  ["a.large", 2n ** 40n],
  ["a.words", ["one", "zwei", "三"]],
  ["a.numbers", [1, -2, 3]],
];
const numbers = (...values: number[]): GgufPart => ({
  ...{ type: 0, shape: [values.length] },
  data: new Uint8Array(Float32Array.from(values).buffer),
});
const tensor = (type: number, shape: readonly number[], bytes: number): GgufPart => ({
  ...{ type, shape, data: new Uint8Array(bytes) },
});
const whole = formatGguf({
  fields: FIELDS,
  tensors: [
    ["x", numbers(1, 2, 3)],
    ["y", tensor(8, [2, 32], 68)],
  ],
});
const read = (file: Uint8Array): GgufHeader => readHeader(file, file.length);
const changed = (at: number, ...bytes: number[]): Uint8Array => {
  const file = whole.slice();
  file.set(bytes, at);
  return file;
};

test("fields and tensors of a header are what was written, of version 2 and 3", () => {
  for (const version of [2, 3]) {
    const header = read(changed(4, version));
    expect(header.version).toBe(version);
    expect([...header.fields]).toEqual(FIELDS);
    const { x, y } = Object.fromEntries(header.tensors);
    expect([...new Float32Array(whole.slice(x!.from, x!.to).buffer)]).toEqual([1, 2, 3]);
    expect(y).toMatchObject({ type: 8, shape: [2, 32], from: x!.from + 32 });
    expect(y!.to - y!.from).toBe(68);
  }
});

test("a header that goes on beyond the bytes at hand says how many more it needs", () => {
  const { from } = read(whole).tensors.get("x")!;
  let bytes = 0;
  for (let steps = 0; ; steps++) {
    try {
      readHeader(whole.subarray(0, bytes), whole.length);
      break;
    } catch (error) {
      if (!(error instanceof MoreNeeded)) throw error;
      expect(error.needed).toBeGreaterThan(bytes);
      bytes = error.needed;
      expect(steps).toBeLessThan(200);
    }
  }
  expect(bytes).toBeLessThanOrEqual(from);
});

test("a file cut short anywhere is told from a whole one, and where", () => {
  const reasons = new Set<string>();
  for (let length = 0; length < whole.length - 28; length++) {
    const file = whole.subarray(0, length);
    let reason = "none";
    try {
      read(file);
    } catch (error) {
      reason = (error as Error).message;
    }
    expect(reason).toMatch(/^cut short: /);
    reasons.add(reason.replace(/ (?:goes on to|ends at) byte.*/, ""));
  }
  expect(reasons).toContain('cut short: field "a.words"');
  expect(reasons).toContain('cut short: the place of tensor "y"');
  expect(reasons).toContain('cut short: tensor "y"');
});

describe("is refused by field or tensor:", () => {
  const other = (
    fields: readonly (readonly [string, GgufValue])[],
    tensors: readonly (readonly [string, GgufPart])[],
  ) => formatGguf({ fields, tensors });
  test.each<[string, Uint8Array, RegExp]>([
    [
      "another kind of file",
      new TextEncoder().encode("PK\u0003\u0004 and more than 24 bytes"),
      /doesn't begin with the letters GGUF/,
    ],
    ["version 1", changed(4, 1), /has version 1 of GGUF; versions 2 and 3 can be read/],
    ["a version to come", changed(4, 4), /has version 4 of GGUF/],
    ["a big-endian file", changed(4, 0, 0, 0, 3), /is a big-endian GGUF file/],
    [
      "an endless text",
      changed(24, 255, 255, 255, 255, 255, 255, 255, 127),
      /cut short: the name of field 1 of 7 goes on/,
    ],
    [
      "an unknown type of value",
      changed(24 + 8 + 20, 99),
      /field "general.architecture" has a value of the unknown type 99/,
    ],
    ["a field twice", other([FIELDS[0]!, FIELDS[0]!], []), /field "general.architecture" stands in it twice/],
    [
      "a tensor twice",
      other(FIELDS, [
        ["x", numbers(1)],
        ["x", numbers(1)],
      ]),
      /tensor "x" stands in it twice/,
    ],
    ["five dimensions", other(FIELDS, [["x", tensor(0, [1, 1, 1, 1, 1], 4)]]), /tensor "x" has 5 dimensions/],
    [
      "a known type that isn't read",
      other(FIELDS, [["x", tensor(10, [256], 84)]]),
      /tensor "x" is quantised as Q2_K, .* Take a file .* Q4_K/,
    ],
    ["an unknown type", other(FIELDS, [["x", tensor(77, [32], 32)]]), /tensor "x" is quantised as the unknown type 77/],
    [
      "half a block",
      other(FIELDS, [["x", tensor(8, [2, 31], 68)]]),
      /tensor "x" has rows of 31 numbers, .* the 32 of Q8_0/,
    ],
    [
      "a file that goes on after its tensors",
      Uint8Array.from([...whole, ...new Uint8Array(70_000)]),
      /its last tensor ends at byte \d+ of \d+; what follows belongs to no model/,
    ],
    ["an odd alignment", other([["general.alignment", 7]], []), /"general.alignment" must be a multiple of 8, got 7/],
    ["lists in a list", other([["a", [[1, 2]]]], []), /field "a" is a list of lists/],
  ])("%s", (_, file, reason) => {
    expect(() => read(file)).toThrow(reason);
  });
});
