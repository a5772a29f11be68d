import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openArena } from "../../../../server/experiments/simulate/simulated-arena.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const GGUF = fileURLToPath(new URL("../../ml/gguf/models/llama.gguf", import.meta.url));
let root: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  root = temporaryFolder();
});
afterEach(() => root.remove());

const arenaOf = async (pack?: string) =>
  (await openArena({ folder: "", model: GGUF, threads: 1, ...(pack === undefined ? {} : { pack }) })).arena;

test("a GGUF file is an arena's model, and is asked the classroom questions, of which a quarter is never played", async () => {
  const { played, questions } = await arenaOf();
  expect(played).toHaveLength(30);
  const held = new Set(questions);
  expect(held.size).toBe(10);
  expect(played.filter(({ text }) => held.has(text))).toEqual([]);
});

test("it is asked what a pack asks", async () => {
  const pack = join(root.path, "pack.txt");
  await writeFile(pack, "Who are you?\nWhat is a tree?\nWhere is the moon?\nWhy?\n");
  const { played, questions } = await arenaOf(pack);
  expect(played.map(({ text }) => text)).toEqual(["Who are you?", "What is a tree?", "Where is the moon?"]);
  expect(new Set(questions)).toEqual(new Set(["Why?"]));
});
