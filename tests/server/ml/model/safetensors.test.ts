import { describe, expect, test } from "vitest";
import { formatSafetensors, parseSafetensors } from "../../../../server/ml/model/safetensors.ts";

/** A file by hand: header length, header, data. */
function fileOf(header: unknown, data: readonly number[] = []): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setUint32(0, json.length, true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
}
const little = (bits: readonly number[]) => bits.flatMap((value) => [value & 0xff, value >> 8]);
const halfFile = (dtype: string, bits: readonly number[]) =>
  fileOf({ x: { dtype, shape: [bits.length], data_offsets: [0, 2 * bits.length] } }, little(bits));

test("tensors come back as they were, scalars and empty ones included, wherever the file lies in memory", () => {
  const tensors = {
    "b.weight": { shape: [2, 3], values: Float32Array.of(1, -2.5, 3e-40, Number.POSITIVE_INFINITY, -0, 6) },
    "a.bias": { shape: [], values: Float32Array.of(7) },
    "c.none": { shape: [0, 4], values: new Float32Array(0) },
  };
  const file = formatSafetensors(tensors);
  expect(parseSafetensors(file)).toEqual(tensors);
  const moved = new Uint8Array(file.length + 3);
  moved.set(file, 3);
  expect(parseSafetensors(moved.subarray(3))).toEqual(tensors);
});

test("a view into a larger array is written as itself", () => {
  const values = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  expect(parseSafetensors(formatSafetensors({ x: { shape: [2], values } })).x!.values).toEqual(Float32Array.of(2, 3));
});

test("the header is padded to eight bytes, which other readers count on", () => {
  const file = formatSafetensors({ x: { shape: [1], values: Float32Array.of(1) } });
  expect(new DataView(file.buffer).getUint32(0, true) % 8).toBe(0);
});

test("half precision: one, the largest, subnormals, zeros, infinities", () => {
  const bits = [0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x8001, 0x0000, 0x8000, 0x7c00, 0xfc00, 0x7e00];
  const { values } = parseSafetensors(halfFile("F16", bits)).x!;
  const infinite = Number.POSITIVE_INFINITY;
  expect([...values]).toEqual([
    1,
    -2,
    65504,
    2 ** -14,
    1023 * 2 ** -24,
    2 ** -24,
    -(2 ** -24),
    0,
    -0,
    infinite,
    -infinite,
    Number.NaN,
  ]);
});

test("half precision is written to the nearest, from a view too", () => {
  const values = Float32Array.of(9, 1, 1 + 2 ** -11, -(2 ** -14), 65504, 1e6, 0.1).subarray(1);
  const file = formatSafetensors({ x: { shape: [2, 3], values } }, "F16");
  const { shape, values: read } = parseSafetensors(file).x!;
  expect(shape).toEqual([2, 3]);
  expect([...read]).toEqual([1, 1, -(2 ** -14), 65504, Number.POSITIVE_INFINITY, 1638 / 2 ** 14]);
  expect(file.length).toBeLessThan(formatSafetensors({ x: { shape: [2, 3], values } }).length);
});

test("bfloat16: the upper half of a float's bits", () => {
  const { values } = parseSafetensors(halfFile("BF16", [0x3f80, 0xc040, 0x0001, 0x7f80, 0xff80, 0x8000, 0x7fc0])).x!;
  const infinite = Number.POSITIVE_INFINITY;
  expect([...values]).toEqual([1, -3, 2 ** -133, infinite, -infinite, -0, Number.NaN]);
});

describe("a file that cannot be used is refused with its reason", () => {
  const good = formatSafetensors({ weight: { shape: [4], values: Float32Array.of(1, 2, 3, 4) } });
  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const eight = [0, 0, 0, 0, 0, 0, 0, 0];

  test.each([
    ["an empty file", new Uint8Array(0), /0 bytes is too short/],
    ["a file cut in its data", good.subarray(0, good.length - 3), /truncated: tensor "weight" ends at byte/],
    ["a file cut in its header", good.subarray(0, 20), /truncated: the header alone/],
    [
      "a page of the web",
      new TextEncoder().encode("<!doctype html><title>404</title>"),
      /doesn't begin as a safetensors file/,
    ],
    ["a header that is not JSON", fileOf("{weight"), /not JSON; is this a safetensors file/],
    ["a header that is not an object", fileOf("null"), /no JSON object; is this a safetensors file/],
    ["an integer tensor", fileOf({ weight: { ...entry, dtype: "I64" } }, eight), /"weight" has type I64/],
    [
      "a tensor whose size and shape differ",
      fileOf({ weight: { ...entry, shape: [3] } }, eight),
      /"weight" of shape \[3\] has 8 bytes/,
    ],
    ["a tensor without offsets", fileOf({ weight: { dtype: "F32", shape: [2] } }, eight), /"weight"/],
    ["a tensor without a shape", fileOf({ weight: { dtype: "F32", data_offsets: [0, 8] } }, eight), /"weight"/],
    ["a tensor that begins in the header", fileOf({ weight: { ...entry, data_offsets: [-8, 0] } }, eight), /"weight"/],
    ["a tensor of text", fileOf({ weight: "none" }), /"weight"/],
  ])("%s", (_, file, reason) => {
    expect(() => parseSafetensors(file)).toThrow(reason);
  });

  test("every cut of a file, at any byte", () => {
    for (let length = 0; length < good.length; length++)
      expect(() => parseSafetensors(good.subarray(0, length)), `${length} bytes`).toThrow(/truncated|too short/);
  });
});
