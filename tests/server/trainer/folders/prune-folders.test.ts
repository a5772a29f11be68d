import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localCheckpoints } from "../../../../server/checkpoints/checkpoints.ts";
import type { RecordedFolder } from "../../../../server/ports/models.ts";
import { TermOver } from "../../../../server/ports/trainer-terms.ts";
import { STATE_FILES } from "../../../../server/trainer/folders/policy-folders.ts";
import { folderName, pruneFolders } from "../../../../server/trainer/folders/prune-folders.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const DAY_MS = 24 * 3_600_000;
const YOUNG = ["2f-never-recorded", "2f-never-recorded.4711.tmp", "t1-half.12.tmp", "t1-never-recorded"];
const LATER = ["t2-being-written", "t3-of-a-later-term"];
const RECORDED = ["0f-first", "1f-old", "1f-read-no-more", "t1-newest", "t1-read-no-more"];
let root: ReturnType<typeof temporaryFolder>;
let parent: string;
beforeEach(async () => {
  root = temporaryFolder();
  parent = join(root.path, "policies");
  for (const name of [...YOUNG, ...LATER, ...RECORDED]) {
    await mkdir(join(parent, name), { recursive: true });
    for (const file of ["config.json", ...STATE_FILES]) await writeFile(join(parent, name, file), "{}");
  }
});
afterEach(() => root.remove());

const recorded = (folder: string, kept: boolean, resumable = false): RecordedFolder => ({ folder, kept, resumable });
const policies = [
  recorded("policies/0f-first", true, false),
  recorded("policies\\0f-first", true, true), // another arena begins with the same version
  recorded("policies/1f-old", true),
  recorded("policies/1f-read-no-more", false),
  recorded(`policies/${folderName(1, "newest")}`, true, true),
  recorded(`policies/${folderName(1, "read-no-more")}`, false),
  recorded("policies/never-there", true),
];

const prune = (assertPresent = async () => {}) =>
  pruneFolders({
    stores: {
      policies: { folders: async () => policies },
      rewardModels: { folders: async () => [] },
      trainerTerms: { assertPresent },
    },
    checkpoints: localCheckpoints(root.path),
    dataDir: root.path,
    term: 2,
  });
const present = async () => (await readdir(parent)).sort();

test("what is recorded and read no more goes at once; what was never recorded only when it is a day old and of an older term", async () => {
  await prune();
  const kept = ["0f-first", "1f-old", "t1-newest"];
  expect(await present()).toEqual([...kept, ...YOUNG, ...LATER].sort());
  const yesterday = new Date(Date.now() - DAY_MS - 60_000);
  for (const name of await present()) await utimes(join(parent, name), yesterday, yesterday);
  await prune();
  expect(await present()).toEqual([...kept, ...LATER].sort());
});

test("of versions from which training won't go on the model alone stays", async () => {
  await prune();
  const filesOf = async (name: string) => (await readdir(join(parent, name))).sort();
  expect(await filesOf("0f-first")).toEqual(["config.json", ...STATE_FILES].sort());
  expect(await filesOf("t1-newest")).toEqual(["config.json", ...STATE_FILES].sort());
  expect(await filesOf("1f-old")).toEqual(["config.json"]);
});

test("a trainer whose term is over removes nothing", async () => {
  const before = await present();
  await expect(prune(() => Promise.reject(new TermOver(2, 3)))).rejects.toThrow(TermOver);
  expect(await present()).toEqual(before);
  expect(await readdir(join(parent, "1f-old"))).toHaveLength(3);
});
