import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { TermOver } from "../../../../server/ports/trainer-terms.ts";
import { folderName, pruneFolders, removeUnread } from "../../../../server/trainer/folders/prune-folders.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const DAY_MS = 24 * 3_600_000;
let root: ReturnType<typeof temporaryFolder>;
let parent: string;
let written: number;
beforeEach(async () => {
  root = temporaryFolder();
  parent = join(root.path, "policies");
  const names = ["0f-kept", "1f-read-no-more", "2f-never-recorded", "2f-never-recorded.4711.tmp"];
  names.push(folderName(1, "never-recorded"), `${folderName(1, "half")}.12.tmp`, folderName(2, "being-written"));
  names.push(folderName(1, "read-no-more"), folderName(3, "of-a-later-term"));
  for (const name of names) await mkdir(join(parent, name), { recursive: true });
  await writeFile(join(parent, "1f-read-no-more", "config.json"), "{}");
  written = (await stat(join(parent, folderName(2, "being-written")))).mtimeMs;
});
afterEach(() => root.remove());

const recorded = [
  { folder: "policies/0f-kept", kept: false },
  { folder: "policies\\0f-kept", kept: true }, // another arena begins with the same version
  { folder: "policies/1f-read-no-more", kept: false },
  { folder: `policies/${folderName(1, "read-no-more")}`, kept: false },
  { folder: "policies/never-there", kept: true },
];

test("what is recorded and read no more goes at once; what was never recorded only when it is a day old and of an older term", async () => {
  expect(await removeUnread(parent, recorded, { term: 2, now: written + 1_000 })).toBe(2);
  const young = ["t1-never-recorded", "t1-half.12.tmp", "t2-being-written", "t3-of-a-later-term"];
  expect((await readdir(parent)).sort()).toEqual(
    ["0f-kept", "2f-never-recorded", "2f-never-recorded.4711.tmp", ...young].sort(),
  );
  expect(await removeUnread(parent, recorded, { term: 2, now: written + DAY_MS + 60_000 })).toBe(4);
  expect((await readdir(parent)).sort()).toEqual(["0f-kept", "t2-being-written", "t3-of-a-later-term"]);
  expect(await removeUnread(join(root.path, "nowhere"), recorded, { term: 2, now: 0 })).toBe(0);
});

test("a trainer whose term is over removes nothing", async () => {
  const before = await readdir(parent);
  const stores = {
    policies: { folders: async () => recorded, list: async () => [] },
    rewardModels: { folders: async () => [] },
    trainerTerms: { assertPresent: () => Promise.reject(new TermOver(2, 3)) },
  };
  await expect(pruneFolders(stores, MAIN_ARENA, root.path, 2, written + DAY_MS + 60_000)).rejects.toThrow(TermOver);
  expect(await readdir(parent)).toEqual(before);
});
