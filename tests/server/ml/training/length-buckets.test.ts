import { expect, test, vi } from "vitest";
import { type Bucket, lengthBuckets } from "../../../../server/ml/training/length-buckets.ts";

const shape = { rows: 2, promptWindow: 6, promptWindows: [2, 4, 6], windows: [4, 8], padId: 0, eosId: 3 };
const text = (prompt: number, response: number) => [
  { prompt: new Array<number>(prompt).fill(5), response: new Array<number>(response).fill(6) },
];

/** Graphs that only know whether they are open. */
function openings() {
  const open: string[] = [];
  const opened: string[] = [];
  const compile = async ({ promptWindow, window }: Bucket) => {
    const name = `${promptWindow}+${window}`;
    opened.push(name);
    open.push(name);
    return { name, dispose: async () => void open.splice(open.indexOf(name), 1) };
  };
  return { open, opened, compile };
}

test("a batch is computed in the shortest lengths that hold it", async () => {
  const { compile, opened } = openings();
  const buckets = lengthBuckets(shape, compile);
  expect(await buckets.with([...text(1, 8), ...text(4, 1)], ({ name }, bucket) => [name, bucket])).toEqual([
    "4+8",
    { promptWindow: 4, window: 8 },
  ]);
  await buckets.with(text(3, 5), () => {});
  expect(opened).toEqual(["4+8"]);
  await expect(buckets.with(text(7, 1), () => {})).rejects.toThrow("a prompt of 7 tokens is longer than 6");
  await expect(buckets.with(text(1, 9), () => {})).rejects.toThrow("a response of 9 tokens is longer than 8");
});

test("the graph that was used longest ago makes room for another one", async () => {
  const { compile, open } = openings();
  const buckets = lengthBuckets({ ...shape, graphs: 2 }, compile);
  await buckets.with(text(2, 4), () => {});
  await buckets.with(text(4, 4), () => {});
  await buckets.with(text(2, 4), () => {});
  await buckets.with(text(6, 4), () => {});
  expect(open).toEqual(["2+4", "6+4"]);
  await buckets.dispose();
  expect(open).toEqual([]);
});

test("a graph that is in use stays open, and goes when another one is wanted after it", async () => {
  const { compile, open } = openings();
  const buckets = lengthBuckets({ ...shape, graphs: 1 }, compile);
  await buckets.with(text(2, 4), async () => {
    await buckets.with(text(4, 4), () => {});
    expect(open).toEqual(["2+4", "4+4"]);
  });
  await buckets.with(text(6, 8), () => {});
  expect(open).toEqual(["6+8"]);
});

test("a graph that failed to open is opened again by whoever asks next", async () => {
  const { compile } = openings();
  const failing = vi.fn(compile).mockRejectedValueOnce(new Error("no memory"));
  const buckets = lengthBuckets({ ...shape, graphs: 1 }, failing);
  await expect(buckets.with(text(2, 4), () => {})).rejects.toThrow("no memory");
  expect(await buckets.with(text(2, 4), ({ name }) => name)).toBe("2+4");
});
