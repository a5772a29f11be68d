import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint, writeFolder } from "../../../../server/ml/model/checkpoint.ts";
import { formatSafetensors } from "../../../../server/ml/model/safetensors.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY, tinyWeights } from "../../../support/tiny-model.ts";

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
let tokenizer: string;
const weights = tinyWeights(1);

beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root.path, "models", "one");
  tokenizer = join(root.path, "tokenizer");
  await mkdir(tokenizer);
  await writeFile(join(tokenizer, "tokenizer.json"), '{"model":"made up"}');
  await writeFile(join(tokenizer, "tokenizer_config.json"), "{}");
});
afterEach(() => root.remove());

const write = () => writeCheckpoint(folder, { config: TINY, weights }, tokenizer, { "further.txt": "more" });

test("a checkpoint comes back, with its tokenizer and what else was given, and nothing beside it", async () => {
  await write();
  expect(await readCheckpoint(folder)).toEqual({ config: TINY, weights });
  expect(await readFile(join(folder, "tokenizer.json"), "utf8")).toBe('{"model":"made up"}');
  expect(await readFile(join(folder, "further.txt"), "utf8")).toBe("more");
  expect(await readdir(join(root.path, "models"))).toEqual(["one"]);
});

test("tensors that the model has no use for are passed over", async () => {
  await write();
  const extra = { ...weights, "rotary.inv_freq": { shape: [4], values: new Float32Array(4) } };
  await writeFile(join(folder, "model.safetensors"), formatSafetensors(extra));
  expect(await readCheckpoint(folder)).toEqual({ config: TINY, weights });
});

describe("a folder that is no model is refused, and the error names the folder and what is wrong", () => {
  const refused = async (reason: RegExp) => {
    const failure = await readCheckpoint(folder).then(
      () => new Error("it was read"),
      (error: unknown) => error as Error,
    );
    expect(failure.message).toContain(folder);
    expect(failure.message).toMatch(reason);
  };

  test("no folder", () => refused(/cannot read config.json/));

  test("no weights", async () => {
    await write();
    await rm(join(folder, "model.safetensors"));
    await refused(/it lacks model.safetensors/);
  });

  test("a config that is not JSON", async () => {
    await write();
    await writeFile(join(folder, "config.json"), '{"model_type":');
    await refused(/config\.json/);
  });

  test("a missing tensor", async () => {
    await write();
    const { "model.norm.weight": _, ...rest } = weights;
    await writeFile(join(folder, "model.safetensors"), formatSafetensors(rest));
    await refused(/model\.safetensors lacks "model\.norm\.weight"/);
  });

  test("a tensor of another shape, transposed even", async () => {
    await write();
    const name = "model.layers.1.mlp.up_proj.weight";
    const transposed = { shape: [32, 48], values: weights[name]!.values };
    await writeFile(join(folder, "model.safetensors"), formatSafetensors({ ...weights, [name]: transposed }));
    await refused(/"model\.layers\.1\.mlp\.up_proj\.weight" has shape \[32,48\], config\.json asks for \[48,32\]/);
  });

  test("a file cut short", async () => {
    await write();
    await truncate(join(folder, "model.safetensors"), 40_000);
    await refused(/truncated: tensor/);
  });
});

describe("writing all or nothing", () => {
  test("a folder that exists is replaced whole", async () => {
    await writeFolder(folder, { "a.txt": "old", "b.txt": "old" });
    await writeFolder(folder, { "a.txt": "new" });
    expect(await readdir(folder)).toEqual(["a.txt"]);
    expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("new");
    expect(await readdir(join(root.path, "models"))).toEqual([basename(folder)]);
  });

  test("a failing write leaves the folder of that name as it was, and no other", async () => {
    await writeFolder(folder, { "a.txt": "old" });
    await expect(writeFolder(folder, { "a.txt": "new", "no such folder/b.txt": "new" })).rejects.toThrow(/ENOENT/);
    expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("old");
    expect(await readdir(join(root.path, "models"))).toEqual([basename(folder)]);
  });

  test("so does a full disk", async (context) => {
    const disk = join(root.path, "disk");
    await mkdir(disk);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", disk]).status === 0;
    if (!mounted) context.skip("needs the right to mount a small disk");
    try {
      await writeFolder(join(disk, "one"), { "a.txt": "old" });
      const large = { "a.txt": "new", "b.bin": new Uint8Array(80_000) };
      await expect(writeFolder(join(disk, "one"), large)).rejects.toThrow(/ENOSPC/);
      await expect(writeFolder(join(disk, "two"), large)).rejects.toThrow(/ENOSPC/);
      expect(await readdir(disk)).toEqual(["one"]);
      expect(await readFile(join(disk, "one", "a.txt"), "utf8")).toBe("old");
    } finally {
      spawnSync("umount", [disk]);
    }
  });

  test("without the tokenizer's files nothing is written", async () => {
    tokenizer = join(root.path, "nowhere");
    await expect(write()).rejects.toThrow(/nowhere: cannot read tokenizer\.json/);
    await expect(readdir(join(root.path, "models"))).rejects.toThrow(/ENOENT/);
  });
});
