import { pino } from "pino";
import { expect, test, vi } from "vitest";
import { type BusEvent, MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Stores } from "../../../server/ports/stores.ts";
import { runTrainer } from "../../../server/trainer/run-trainer.ts";
import type { TrainingCycle } from "../../../server/trainer/training-cycle.ts";

const done: string[] = vi.hoisted(() => []);
// Nobody waits here: it is told only that the trainer would have.
vi.mock("node:timers/promises", () => ({ setTimeout: async () => void done.push("rests") }));

test("a round that closes while the trainer works at something else is learnt from at once, and it rests where none did", async () => {
  const stopping = new AbortController();
  let close: (event: BusEvent) => void = () => {};
  const cycle = {
    seen: 0,
    beat: async () => {},
    wait: async () => {},
    block: async () => {},
    open: async () => void done.push("opens"),
    async learn() {
      done.push("looks for votes");
      return false;
    },
    async refill() {
      const turn = done.filter((what) => what.startsWith("tidies")).length;
      done.push(turn === 0 ? "tidies while a round closes" : "tidies");
      if (turn === 0) close({ type: "round_closed", roundId: "r1", arenaId: MAIN_ARENA });
      if (turn === 2) stopping.abort();
      return false;
    },
    close: async () => {},
  } satisfies TrainingCycle;
  const stores = {
    arenas: {
      needs: async () => [{ arenaId: MAIN_ARENA, ready: true, playing: true, lastComparison: 0, learnt: 0 }],
    },
    bus: {
      async listen(onEvent: (event: BusEvent) => void) {
        close = onEvent;
        return async () => {};
      },
    },
    heartbeats: { beat: async () => {} },
  } as unknown as Stores;
  const lines = { most: 1, open: async () => ({ cycle, close: async () => {} }) };
  await runTrainer(lines, stores, pino({ level: "silent" }), stopping.signal);
  expect(done).toEqual([
    "opens",
    ...["looks for votes", "tidies while a round closes"],
    ...["looks for votes", "tidies", "rests"],
    ...["looks for votes", "tidies"],
  ]);
});
