import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GgufContents } from "../../../../server/ml/gguf/convert-gguf.ts";
import { readCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { type SourceProgress, withModelFolder } from "../../../../server/trainer/start/model-source.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const GGUF = fileURLToPath(new URL("../../ml/gguf/models/llama.gguf", import.meta.url));

let root: ReturnType<typeof temporaryFolder>;
let dataDir: string;
let given: string;
beforeEach(async () => {
  root = temporaryFolder();
  dataDir = join(root.path, "data");
  given = join(root.path, "given");
  await mkdir(given);
});
afterEach(() => root.remove());

const SILENT: SourceProgress = { converting() {}, converted() {} };
const folderOf = (path: string) => withModelFolder(path, dataDir, SILENT, async (folder) => folder);

describe("what becomes a model folder:", () => {
  test("a folder is one already, also with a GGUF file beside its weights", async () => {
    expect(await folderOf(given)).toBe(given);
    await writeFile(join(given, "model.safetensors"), "");
    await copyFile(GGUF, join(given, "model.gguf"));
    expect(await folderOf(given)).toBe(given);
    expect(existsSync(dataDir)).toBe(false);
  });

  test("a GGUF file does, below the data folder and for as long as it takes", async () => {
    const told: (number | GgufContents)[] = [];
    const progress: SourceProgress = {
      converting: (_, share) => told.push(share),
      converted: (contents) => told.push(contents),
    };
    const [folder, layers] = await withModelFolder(GGUF, dataDir, progress, async (folder) => {
      expect(await readdir(dataDir)).toEqual([folder.slice(dataDir.length + 1)]);
      return [folder, (await readCheckpoint(folder)).config.layers] as const;
    });
    expect(layers).toBe(2);
    expect(told.at(-2)).toBe(1);
    expect(told.at(-1)).toMatchObject({ notes: [], parameters: expect.any(Number) });
    expect(existsSync(folder)).toBe(false);
  });

  test("the only model does in a folder of GGUF files", async () => {
    await copyFile(GGUF, join(given, "tiny-Q8_0.gguf"));
    await writeFile(join(given, "mmproj-tiny.gguf"), "");
    expect(await folderOf(given)).not.toBe(given);
    await copyFile(GGUF, join(given, "tiny-Q4_0.gguf"));
    await expect(folderOf(given)).rejects.toThrow(
      `${given}: it holds 2 GGUF files. Name the one to adopt, such as ${join(given, "tiny-Q4_0.gguf")}`,
    );
  });

  test("no other file does", async () => {
    await writeFile(join(given, "model.zip"), "");
    await expect(folderOf(join(given, "model.zip"))).rejects.toThrow(
      /model.zip: it is neither a model folder nor a GGUF.*Give the folder that holds/,
    );
  });
});

test("a pointer in the place of a GGUF file is told as one", async () => {
  const path = join(given, "model.gguf");
  await writeFile(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 90000000\n");
  await expect(folderOf(path)).rejects.toThrow(
    /model.gguf is a Git LFS pointer, not the file itself. Run git lfs pull/,
  );
});

describe("nothing half done is left", () => {
  test("when the file is damaged, or what was made of it can't be used", async () => {
    await writeFile(join(given, "model.gguf"), "GGUF");
    await expect(folderOf(given)).rejects.toThrow(/model.gguf: cut short/);
    const refuse = withModelFolder(GGUF, dataDir, SILENT, () => Promise.reject(new Error("refused")));
    await expect(refuse).rejects.toThrow("refused");
    expect(await readdir(dataDir).catch(() => [])).toEqual([]);
  });

  test("by a process that was killed, once another converts; one that runs keeps its folder", async () => {
    const [gone, running] = ["from-gguf.999999999.tmp", `from-gguf.${process.ppid}.tmp`];
    for (const name of [gone, running, "own.tmp"]) await mkdir(join(dataDir, name), { recursive: true });
    await folderOf(GGUF);
    expect((await readdir(dataDir)).sort()).toEqual([running, "own.tmp"]);
  });
});
