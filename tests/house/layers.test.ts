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
  "server/endpoint": [],
  "server/arena": ["shared"],
  "server/arena/ports": ["shared"],
  "server/rooms": ["shared", "server/arena"],
  "server/spectators": ["shared", "server/arena"],
  "server/http": ["shared", "server/arena"],
  "server/store": ["shared", "server/arena/ports"],
  "server/ml/engine": [],
  "server/ml/tokenizer": ["server/ml/engine"],
  "server/ml/model": ["server/ml/engine", "server/ml/tokenizer", "server/ml/objectives"],
  "server/ml/objectives": ["server/ml/engine"],
  "server/ml/judge": ["shared/round/address-share.ts", "server/ml/engine", "server/ml/model", "server/ml/objectives"],
  "server/ml/training": [
    "shared/random",
    "server/ml/engine",
    "server/ml/model",
    "server/ml/objectives",
    "server/ml/judge",
    "server/ml/tokenizer",
  ],
  "server/world": ["shared"],
  "server/methods": ["shared", "server/ml"],
  "server/trainer": [
    "shared",
    "server/arena/ports",
    "server/arena/bradley-terry.ts",
    "server/arena/over-optimisation.ts",
    "server/arena/pack-prompts.ts",
    "server/endpoint",
    "server/methods",
    "server/ml",
    "server/store",
    "server/world",
    "server/config.ts",
    "server/stop-on-signal.ts",
    "server/tell-ready.ts",
  ],
  "server/cli": ["shared", "server"],
  client: ["shared"],
};

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
