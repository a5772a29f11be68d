import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { TermOver } from "../../../../server/ports/trainer-terms.ts";
import { folderName } from "../../../../server/trainer/folders/prune-folders.ts";
import { runTrainer } from "../../../../server/trainer/run-trainer.ts";
import { withTinyCycles } from "../../../support/tiny-cycles.ts";

const tiny = withTinyCycles();
const silent = pino({ level: "silent" });
let ids = 0;

/** A trainer of the next term that is never told of a lost lock: as one that was cut off, and hears nothing of its successor. */
async function startTrainer() {
  const seat = (await tiny.stores.electTrainer())!;
  await seat.release();
  const { term } = seat;
  const stores = tiny.stores.inTerm(term);
  const { cycle } = await tiny.newCycle({ stores, term, newId: () => folderName(term, `id-${++ids}`) });
  const stopping = new AbortController();
  const open = async () => ({ cycle, close: async () => {} });
  const ended = runTrainer({ most: 1, open }, stores, silent, stopping.signal).then(
    () => "stopped",
    (error: unknown) => error,
  );
  return { ended, stop: () => stopping.abort(), term };
}

test("a trainer that doesn't know of its successor ends at the next thing it writes; only the successor promotes, and all its folders are there", async () => {
  const { stores } = tiny;
  const first = await startTrainer();
  await expect.poll(() => stores.policies.newest(MAIN_ARENA), { timeout: 30_000 }).not.toBeNull();
  await tiny.playRound();
  await expect.poll(async () => (await stores.policies.newest(MAIN_ARENA))?.version, { timeout: 60_000 }).toBe(1);
  const before = await stores.policies.list(MAIN_ARENA);
  const second = await startTrainer(); // it waits for what the first is writing, and opens from what is stored then
  await tiny.playRound();
  expect(await first.ended).toBeInstanceOf(TermOver);
  await expect
    .poll(async () => (await stores.policies.newest(MAIN_ARENA))?.comparisonId, { timeout: 60_000 })
    .toBe((await stores.comparisons.after(MAIN_ARENA, 0, 1_000)).at(-1)!.id);
  second.stop();
  expect(await second.ended).toBe("stopped");

  const versions = await stores.policies.list(MAIN_ARENA);
  expect(versions.slice(0, 2)).toEqual(before);
  for (const { folder, version, status } of versions) {
    expect(status).toBe("promoted");
    expect(folder.startsWith(`policies/t${version < 2 ? first.term : second.term}-`)).toBe(true);
    expect(existsSync(join(tiny.root, folder))).toBe(true);
  }
  expect(readdirSync(join(tiny.root, "policies")).length).toBeGreaterThanOrEqual(versions.length);
});
