import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseSafetensors } from "../../../server/ml/model/safetensors.ts";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Policies } from "../../../server/ports/models.ts";
import { pruneFolders } from "../../../server/trainer/folders/prune-folders.ts";
import { openHeartbeat } from "../../../server/trainer/heartbeat.ts";
import type { TrainerState } from "../../../shared/round/trainer-states.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();

test("a trainer killed between storing version 0 and promoting it leaves an arena that the next one opens", async () => {
  const { policies } = tiny.stores;
  const promote: Policies["promote"] = () => Promise.reject(new Error("killed"));
  const killed = await tiny.newCycle({ stores: { ...tiny.stores, policies: { ...policies, promote } } });
  await expect(killed.cycle.open()).rejects.toThrow("killed");
  expect(await policies.list(arenaId)).toMatchObject([{ version: 0, status: "candidate" }]);
  await pruneFolders({ ...killed.line, stores: tiny.stores }); // as every start does
  const { cycle } = await tiny.newCycle();
  await cycle.open();
  expect(await policies.list(arenaId)).toMatchObject([{ version: 0, status: "promoted" }]);
  expect((await tiny.stores.pool.remaining(arenaId, 0)).rapid).toBeGreaterThan(40);
  await tiny.playRound();
  await cycle.learn();
  expect((await policies.list(arenaId)).at(-1)).toMatchObject({ version: 1, parent: 0 });
});

test("an arena that began with another model is refused, with what to do, until the old model is back", async () => {
  const first = await tiny.newCycle();
  await first.cycle.open();
  const { folder } = (await tiny.stores.policies.newest(arenaId))!;
  const weights = join(tiny.root, folder, "model.safetensors");
  const before = await readFile(weights);
  const changed = Buffer.from(before);
  changed[changed.length - 3]! ^= 1;
  expect(Object.keys(parseSafetensors(changed))).toEqual(Object.keys(parseSafetensors(before)));
  await writeFile(weights, changed);
  const { cycle } = await tiny.newCycle();
  await expect(cycle.open()).rejects.toThrow(/began with another model .*set DATA_DIR to an empty folder/);
  await writeFile(weights, before);
  await cycle.open();

  const tokenizer = join(tiny.root, folder, "tokenizer.json");
  const words = await readFile(tokenizer, "utf8");
  await writeFile(tokenizer, words.replace("aone", "enoa"));
  await expect(cycle.open()).rejects.toThrow(/began with another model/);
});

test("folders of rejected versions and old reward models go, but for the last few; promoted versions stay", async () => {
  const { stores, root } = tiny;
  const { cycle } = await tiny.newCycle();
  await cycle.open();
  await tiny.playRound();
  await cycle.learn();
  const strict = await tiny.newCycle({ isSafe: () => false });
  await strict.cycle.open();
  for (let i = 0; i < 5; i++) {
    await tiny.playRound(10);
    await strict.cycle.learn();
  }
  const versions = await stores.policies.list(arenaId);
  const rejected = versions.filter(({ status }) => status === "rejected");
  expect(rejected).toHaveLength(5);
  const isThere = ({ folder }: { folder: string }) => existsSync(join(root, folder));
  expect(rejected.map(isThere)).toEqual([false, false, true, true, true]);
  expect(versions.filter(({ status }) => status === "promoted").every(isThere)).toBe(true);
  const rewardModels = await stores.rewardModels.recent(arenaId, 10);
  expect(rewardModels).toHaveLength(6);
  expect(rewardModels.map(isThere)).toEqual([true, true, true, false, false, false]);
});

test("a beat that was delayed never puts back what the trainer did before", async () => {
  const stored: TrainerState[] = [];
  const answers: (() => void)[] = [];
  const beat = (_: number, state: TrainerState) =>
    new Promise<void>((resolve) => {
      answers.push(() => {
        stored.push(state);
        resolve();
      });
    });
  const heart = openHeartbeat({ beat }, arenaId, () => "idle", 1_000);
  const beats = [heart.beat("idle"), heart.again(), heart.beat("improve")];
  for (let i = 0; i < beats.length; i++) {
    await expect.poll(() => answers.length).toBe(1); // one at a time
    answers.pop()?.();
    await beats[i];
  }
  expect(stored.at(-1)).toBe("improve");
  expect(stored.indexOf("idle", stored.indexOf("improve"))).toBe(-1);
});

test("a beat that fails is told to its caller, and the next one is written", async () => {
  const stored: TrainerState[] = [];
  let failures = 1;
  const heart = openHeartbeat(
    {
      beat: async (_, state) => {
        if (failures-- > 0) throw new Error("the database is away");
        stored.push(state);
      },
    },
    arenaId,
    () => "idle",
    1_000,
  );
  await expect(heart.beat("reward")).rejects.toThrow("the database is away");
  await heart.again();
  expect(stored).toEqual(["reward"]);
});
