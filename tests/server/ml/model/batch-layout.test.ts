import { expect, test } from "vitest";
import { layBatch } from "../../../../server/ml/model/batch-layout.ts";

const window = { rows: 3, promptWindow: 3, responseWindow: 2, padId: 0 };

test("prompts end and responses begin in one column; missing rows repeat the first and count for nothing", () => {
  const batch = layBatch(
    [
      { prompt: [1, 2], response: [3] },
      { prompt: [4, 5, 6], response: [7, 8] },
    ],
    window,
  );
  expect([...batch.ids]).toEqual([0, 1, 2, 3, 0, /**/ 4, 5, 6, 7, 8, /**/ 0, 1, 2, 3, 0]);
  expect([...batch.start]).toEqual([1, 0, 1]);
  expect([...batch.mask]).toEqual([1, 0, /**/ 1, 1, /**/ 0, 0]);
});

test("what does not fit is refused with the lengths", () => {
  const one = { prompt: [1], response: [2] };
  expect(() => layBatch([], window)).toThrow("0 sequences for 3 rows");
  expect(() => layBatch([one, one, one, one], window)).toThrow("4 sequences for 3 rows");
  expect(() => layBatch([one, { ...one, prompt: [1, 2, 3, 4] }], window)).toThrow(
    "prompt of 4 tokens is longer than 3",
  );
  expect(() => layBatch([{ ...one, response: [1, 2, 3] }], window)).toThrow("response of 3 tokens is longer than 2");
});
