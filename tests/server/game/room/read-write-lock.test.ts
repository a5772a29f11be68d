import { setImmediate as later } from "node:timers/promises";
import { expect, test } from "vitest";
import { ReadWriteLock } from "../../../../server/game/room/read-write-lock.ts";

/** Runs tasks under a lock and says what began and ended, in order. */
function watched() {
  const lock = new ReadWriteLock();
  const seen: string[] = [];
  const task = (name: string, end: Promise<unknown>) => async () => {
    seen.push(`${name} begins`);
    await end;
    seen.push(`${name} ends`);
  };
  return { lock, seen, task };
}

test("those who share the lock run together, and who has it alone waits for them and holds back the next", async () => {
  const { lock, seen, task } = watched();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const all = [
    lock.shared(task("vote 1", first.promise)),
    lock.shared(task("vote 2", second.promise)),
    lock.alone(task("closing", Promise.resolve())),
    lock.shared(task("vote 3", Promise.resolve())),
  ];
  second.resolve();
  await later();
  expect(seen).toEqual(["vote 1 begins", "vote 2 begins", "vote 2 ends"]);
  first.resolve();
  await Promise.all(all);
  expect(seen.slice(3)).toEqual(["vote 1 ends", "closing begins", "closing ends", "vote 3 begins", "vote 3 ends"]);
});

test("tasks that have it alone run one after another, in the order of the calls, also after one that failed", async () => {
  const { lock, seen, task } = watched();
  const failed = lock.alone(() => Promise.reject(new Error("no database")));
  const rest = [lock.alone(task("a", later())), lock.alone(task("b", Promise.resolve()))];
  await expect(failed).rejects.toThrow("no database");
  await Promise.all(rest);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("a vote that failed holds nobody back", async () => {
  const { lock } = watched();
  const failed = lock.shared(() => Promise.reject(new Error("no database")));
  const closing = lock.alone(() => "closed");
  await expect(failed).rejects.toThrow("no database");
  expect(await closing).toBe("closed");
});
