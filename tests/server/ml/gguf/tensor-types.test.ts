import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TENSOR_TYPES, UNREAD_TYPES } from "../../../../server/ml/gguf/tensor-types.ts";

/** Blocks of random bits against Python's package gguf: `make-references.py` wrote what it makes of them. */
interface Reference {
  readonly type: number;
  readonly name: string;
  /** Base64, of three blocks and of the numbers in single precision. */
  readonly data: string;
  readonly numbers: string;
}
const references = JSON.parse(
  readFileSync(new URL("tensor-types.json", import.meta.url), "utf8"),
) as readonly Reference[];

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

test.each(references)("$name is dequantised bit by bit as gguf does it", ({ type, name, data, numbers }) => {
  const expected = new Float32Array(bytesOf(numbers).buffer);
  const found = new Float32Array(expected.length);
  const known = TENSOR_TYPES[type]!;
  known.decode(bytesOf(data), found);
  expect(found).toEqual(expected);
  expect(known).toMatchObject({ name, block: expected.length / 3, bytes: bytesOf(data).length / 3 });
});

test("every type that is read has a reference, and none is said to be unread", () => {
  expect(references.map(({ type }) => String(type)).sort()).toEqual(Object.keys(TENSOR_TYPES).sort());
  expect(Object.keys(TENSOR_TYPES).filter((type) => type in UNREAD_TYPES)).toEqual([]);
});
