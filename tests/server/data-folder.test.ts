import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { diskProbe, prepareDataFolder, stateOf } from "../../server/data-folder.ts";
import { canMakeDisks, type SmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const MB = 1024 ** 2;

test("a data folder is made, however deep, and nothing is left in it", async () => {
  const path = join(folder.path, "a/b");
  await prepareDataFolder(path);
  await prepareDataFolder(path);
  expect(readdirSync(path)).toEqual([]);
});

test("a file in the folder's place, or above it, is told with what to do", async () => {
  const file = join(folder.path, "data");
  writeFileSync(file, "a file");
  for (const path of [file, join(file, "below")]) {
    await expect(prepareDataFolder(path)).rejects.toThrow(
      `The data folder ${path} can't be made, because there is a file in its place. Move the file away, or set DATA_DIR to another folder.`,
    );
  }
});

test("room is low before it is out", () => {
  expect([0, 15, 17, 511, 513, 1e6].map((megabytes) => stateOf(megabytes * MB))).toEqual([
    ...["full", "full", "low", "low"],
    ...["ok", "ok"],
  ]);
});

test("the disk is looked at every few seconds, however often it is asked about, and a folder that is gone is noticed", async () => {
  let now = 0;
  const disk = diskProbe(folder.path, () => now);
  expect(await disk()).toBe("ok");
  rmSync(folder.path, { recursive: true });
  now = 4_000;
  expect(await disk()).toBe("ok");
  now = 6_000;
  expect(await disk()).toBe("unwritable");
});

test.runIf(canMakeDisks())("a disk that fills up, and one that is read-only, are told apart", async () => {
  const disk: SmallDisk = smallDisk(30);
  try {
    await prepareDataFolder(disk.path);
    const state = () => diskProbe(disk.path, () => 0)();
    expect(await state()).toBe("low");
    writeFileSync(join(disk.path, "ballast"), Buffer.alloc(20 * MB));
    expect(await state()).toBe("full");
    await expect(prepareDataFolder(disk.path)).rejects.toThrow(/is full\. Make room on it/);
    expect(() => writeFileSync(join(disk.path, "more"), Buffer.alloc(20 * MB))).toThrow(/ENOSPC/);
    expect(await state()).toBe("full");
    await expect(prepareDataFolder(disk.path)).rejects.toThrow(/is full\. Make room on it/);
    disk.makeReadOnly();
    expect(await state()).toBe("unwritable");
    await expect(prepareDataFolder(disk.path)).rejects.toThrow(
      `Nothing can be written to the data folder ${disk.path}: its disk is read-only. Start Thumbwar as`,
    );
  } finally {
    disk.remove();
  }
});

test.runIf(process.getuid?.() === 0)("a folder of somebody else is told as such", async () => {
  process.setegid?.(65_534);
  process.seteuid?.(65_534);
  try {
    await expect(prepareDataFolder(folder.path)).rejects.toThrow(/this user has no right to \(EACCES\)/);
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
});
