import { expect, test } from "vitest";
import type { TrainerHeartbeats } from "../../../server/ports/models.ts";
import { tellLoading } from "../../../server/trainer/heartbeat.ts";

/** Heartbeats of which the last one is this old, of a trainer in the middle of its work. */
function heartbeats(ageMs: number | null) {
  const said: (readonly [state: string, progress: number | null | undefined])[] = [];
  const beat: TrainerHeartbeats["beat"] = async (_, state, progress) => void said.push([state, progress]);
  const last: TrainerHeartbeats["last"] = async () =>
    ageMs === null ? null : { state: "improve", progress: null, at: new Date(), ageMs };
  return { said, beat, last };
}

test.each([null, 60_000])("a model that is being read is told of where no trainer works (%s ms)", async (ageMs) => {
  const { said, ...stores } = heartbeats(ageMs);
  const loading = Promise.withResolvers<string>();
  const loaded = tellLoading(stores, loading.promise);
  await expect.poll(() => said).toEqual([["loading", expect.any(Number)]]);
  expect(said[0]![1]).toBeLessThan(0.1);
  loading.resolve("lines");
  expect(await loaded).toBe("lines");
});

test("one that stands by says nothing while another trainer is at work", async () => {
  const { said, ...stores } = heartbeats(3_000);
  const looked = Promise.withResolvers<void>();
  const loading = Promise.withResolvers<string>();
  const last: TrainerHeartbeats["last"] = async (arenaId) => {
    looked.resolve();
    return stores.last(arenaId);
  };
  const loaded = tellLoading({ ...stores, last }, loading.promise);
  await looked.promise;
  loading.reject(new Error("the model is broken"));
  await expect(loaded).rejects.toThrow("the model is broken");
  expect(said).toEqual([]);
});
