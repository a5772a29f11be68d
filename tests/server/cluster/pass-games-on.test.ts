import { expect, test, vi } from "vitest";
import type { ColyseusCluster } from "../../../server/cluster/open-cluster.ts";
import { handOver } from "../../../server/cluster/pass-games-on.ts";

const log = { info: vi.fn(), warn: vi.fn() };

/** A process whose Redis says this of the others. */
const among = (others: () => Promise<readonly string[]>, leave = async () => {}) =>
  ({ others, leave }) as Partial<ColyseusCluster> as ColyseusCluster;

async function moved(cluster: ColyseusCluster | null): Promise<boolean> {
  const moveAll = vi.fn(async () => 0);
  await handOver(cluster, moveAll, new AbortController().signal, log);
  return moveAll.mock.calls.length === 1;
}

test("a process hands its games over where there are others, and stops at once where it is alone", async () => {
  expect(await moved(null)).toBe(false);
  expect(await moved(among(async () => []))).toBe(false);
  expect(await moved(among(async () => ["another"]))).toBe(true);
});

test("while Redis is away it lets its games go all the same, since there may be others", async () => {
  const away = () => Promise.reject(new Error("Command timed out"));
  expect(await moved(among(away, away))).toBe(true);
  expect(log.warn).toHaveBeenCalledWith(expect.anything(), expect.stringContaining("Redis doesn't say"));
});

test("once the others are gone nobody is left to wait for", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  let there: readonly string[] = ["another"];
  const waiting = (_: number, signal: AbortSignal) =>
    new Promise<number>((resolve) => signal.addEventListener("abort", () => resolve(1)));
  const done = handOver(
    among(async () => there),
    waiting,
    new AbortController().signal,
    log,
  );
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  there = [];
  await vi.advanceTimersByTimeAsync(2_000);
  await done;
  expect(log.warn).toHaveBeenCalledWith({ rooms: 1 }, "Not all games could be handed over");
  vi.useRealTimers();
});
