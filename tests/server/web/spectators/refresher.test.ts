import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { refresher } from "../../../../server/web/spectators/refresher.ts";

const PAUSE_MS = 20;

/** Work that ends when it's told to, and the times at which it was begun. */
function workOf({ isWanted = (): boolean => true } = {}) {
  const begun: number[] = [];
  const errors: unknown[] = [];
  let end = Promise.withResolvers<void>();
  const work = () => {
    begun.push(performance.now());
    end = Promise.withResolvers<void>();
    return end.promise;
  };
  const one = refresher(work, { isWanted, onError: (error) => errors.push(error), pauseMs: PAUSE_MS });
  return { one, begun, errors, end: () => end.resolve(), fail: () => end.reject(new Error("The database is away")) };
}

test("however many changes come while it works, they lead to one more time, after a pause", async () => {
  const { one, begun, end } = workOf();
  for (let i = 0; i < 100; i++) one.changed();
  expect(begun).toHaveLength(1);
  for (let i = 0; i < 100; i++) one.changed();
  end();
  await expect.poll(() => begun.length).toBe(2);
  expect(begun[1]! - begun[0]!).toBeGreaterThanOrEqual(PAUSE_MS - 1);
  end();
  await sleep(5 * PAUSE_MS);
  expect(begun).toHaveLength(2);
  one.wake(); // nothing has changed
  expect(begun).toHaveLength(2);
});

test("a change during the pause isn't forgotten", async () => {
  const { one, begun, end } = workOf();
  one.changed();
  end();
  await sleep(1);
  one.changed();
  expect(begun).toHaveLength(1);
  await expect.poll(() => begun.length).toBe(2);
});

test("while nobody wants it nothing is done, and then what has changed meanwhile", async () => {
  let wanted = false;
  const { one, begun } = workOf({ isWanted: () => wanted });
  for (let i = 0; i < 10; i++) one.changed();
  one.wake();
  expect(begun).toHaveLength(0);
  wanted = true;
  one.wake();
  expect(begun).toHaveLength(1);
});

test("work that fails is told, and done again at the next call, not by itself", async () => {
  const { one, begun, errors, fail } = workOf();
  one.changed();
  fail();
  await sleep(5 * PAUSE_MS);
  expect([begun.length, errors.length]).toEqual([1, 1]);
  one.wake();
  expect(begun).toHaveLength(2);
});

test("when it's stopped nothing more begins, and the end waits for what is under way", async () => {
  const { one, begun, end } = workOf();
  one.changed();
  one.changed();
  let stopped = false;
  const stop = one.stop().then(() => {
    stopped = true;
  });
  await sleep(2 * PAUSE_MS);
  expect(stopped).toBe(false);
  end();
  await stop;
  one.changed();
  expect(begun).toHaveLength(1);
});
