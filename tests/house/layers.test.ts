import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

/** The layers of the design: a folder may import itself and what is listed; a folder inside a listed one is included. */
const root = resolve(import.meta.dirname, "../..");

const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "shared/random": [],
  "shared/round": [],
  "shared/protocol": ["shared/round"],
  "server/config.ts": [],
  "server/stop-on-signal.ts": [],
  "server/tell-ready.ts": [],
  "server/ports": ["shared"],
  "server/stats": ["shared", "server/ports"],
  "server/game": ["shared", "server/ports", "server/stats"],
  "server/web": ["shared", "server/ports", "server/game", "server/stats", "server/datasets"],
  "server/store": ["shared", "server/ports"],
  "server/datasets": ["shared", "server/ports"],
  "server/datasets/files": [
    "shared",
    "server/ports",
    "server/datasets",
    "server/game/packs",
    "server/ml",
    "server/reward",
    "server/stats",
    "server/store",
    "server/trainer/start",
    "server/world",
    "server/config.ts",
  ],
  "server/world": ["shared"],
  "server/ml/engine": [],
  "server/ml/tokenizer": ["server/ml/engine"],
  "server/ml/model": ["server/ml/engine", "server/ml/tokenizer", "server/ml/objectives"],
  "server/ml/objectives": ["server/ml/engine"],
  "server/ml/training": [
    "shared/random",
    "server/ml/engine",
    "server/ml/model",
    "server/ml/objectives",
    "server/ml/tokenizer",
    "server/reward/reward-features.ts",
  ],
  "server/reward": [
    "shared/round/votes/address-share.ts",
    "server/ml/engine",
    "server/ml/model",
    "server/ml/objectives",
    "server/stats",
  ],
  "server/methods": ["shared", "server/ml", "server/reward", "server/stats"],
  "server/external": [
    "shared",
    "server/ports",
    "server/ml",
    "server/reward",
    "server/stats",
    "server/world",
    "server/config.ts",
    "server/trainer/learner-contract.ts",
    "server/trainer/start/pocket-shape.ts",
  ],
  "server/trainer": [
    "shared",
    "server/ports",
    "server/stats",
    "server/game/packs",
    "server/external",
    "server/methods",
    "server/ml",
    "server/reward",
    "server/store",
    "server/world",
    "server/config.ts",
    "server/stop-on-signal.ts",
    "server/tell-ready.ts",
  ],
  "server/experiments": ["shared", "server"],
  "server/cli": ["shared", "server"],
  client: ["shared"],
};

/** Folders of plug-ins, each file one more of a kind, and of what the tests share. */
const PLUG_INS = ["client/i18n/languages", "server/world/manners", "server/world/topics", "tests/support"];
const MOST_FILES = 20;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

/** The repository paths that a file imports, type imports included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)].map((match) => match[1]!);
  return specifiers.map((specifier) => relative(root, resolve(root, dirname(file), specifier)));
}

const within = (path: string, layer: string) => path === layer || path.startsWith(`${layer}/`);
const layerOf = (path: string): string | undefined =>
  Object.keys(LAYERS)
    .filter((layer) => within(path, layer))
    .sort((a, b) => b.length - a.length)[0];

test.each(["shared", "server", "client"])("%s imports only what its layers may", (top) => {
  const wrong: string[] = [];
  for (const file of sources(top)) {
    const layer = layerOf(file);
    if (layer === undefined) continue; // composition roots: server/main.ts, start.ts and what they are cut into
    for (const target of importsOf(file))
      if (![layer, ...LAYERS[layer]!].some((allowed) => within(target, allowed))) wrong.push(`${file} -> ${target}`);
  }
  expect(wrong).toEqual([]);
});

test("every source folder has a layer", () => {
  const files = [...sources("shared"), ...sources("server"), ...sources("client")];
  const roots = /^server\/[a-z-]+\.ts$/;
  expect(files.filter((file) => layerOf(file) === undefined && !roots.test(file))).toEqual([]);
});

test("only server/config.ts reads variables of the environment; others hand it over whole", () => {
  const files = [...sources("server"), ...sources("shared")].filter((file) => file !== "server/config.ts");
  const readers = files.filter((file) => /process\.env\s*(\.|\[|\?\.)/.test(readFileSync(join(root, file), "utf8")));
  expect(readers).toEqual([]);
});

test("nothing but the commands imports experiments, and nothing imports commands", () => {
  const wrong: string[] = [];
  for (const file of [...sources("server"), ...sources("client"), ...sources("shared")])
    for (const target of importsOf(file)) {
      const toCommand = within(target, "server/cli") && !within(file, "server/cli");
      const toExperiment = within(target, "server/experiments");
      if (toCommand || (toExperiment && !within(file, "server/cli") && !within(file, "server/experiments")))
        wrong.push(`${file} -> ${target}`);
    }
  expect(wrong).toEqual([]);
});

test("no folder holds more files than a reader takes in at a glance", () => {
  const counts = new Map<string, number>();
  for (const file of ["client", "server", "shared", "tests"].flatMap(sources)) {
    const folder = dirname(file);
    if (!PLUG_INS.includes(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
});
