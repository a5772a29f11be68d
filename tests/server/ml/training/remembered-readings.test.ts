import { expect, test, vi } from "vitest";
import type { Sequence } from "../../../../server/ml/model/batch-layout.ts";
import { KEPT_READINGS, type Reading, rememberReadings } from "../../../../server/ml/training/reference-model.ts";

const text = (...response: number[]): Sequence => ({ prompt: [1, 2], response });
const reading = ({ prompt, response }: Sequence): Reading => ({
  refLogProbs: Float32Array.from(response),
  features: Float32Array.of(prompt.length, ...response),
});

function opened() {
  const read = vi.fn(async (sequences: readonly Sequence[]) => sequences.map(reading));
  return { read, reference: rememberReadings({ read, dispose: async () => {} }) };
}

test("an answer is read once, whichever object holds it", async () => {
  const { read, reference } = opened();
  const first = await reference.read([text(5), text(6), text(5)]);
  expect(first).toEqual([text(5), text(6), text(5)].map(reading));
  expect(await reference.read([text(7), text(6), { prompt: [1, 2, 5], response: [] }])).toEqual([
    reading(text(7)),
    first[1],
    reading({ prompt: [1, 2, 5], response: [] }),
  ]);
  expect(read.mock.calls.map(([asked]) => asked.length)).toEqual([2, 2]);
});

test("readings that were wanted longest ago are forgotten, and read again", async () => {
  const { read, reference } = opened();
  await reference.read([text(0)]);
  const many = Array.from({ length: KEPT_READINGS }, (_, i) => text(i + 1));
  expect(await reference.read(many)).toEqual(many.map(reading));
  expect(await reference.read([many[0]!, text(0)])).toEqual([reading(many[0]!), reading(text(0))]);
  expect(read.mock.calls.map(([asked]) => asked.length)).toEqual([1, KEPT_READINGS, 1]);
});
