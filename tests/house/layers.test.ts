import { expect, test } from "vitest";
import { importsOf, readSources, type Sources, within } from "../support/sources.ts";

/** The layers of the design: a folder may import itself and what is listed; a folder inside a listed one is included. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "shared/random": [],
  "shared/round": [],
  "shared/round/lesson": [
    "shared/random",
    "shared/round",
    "shared/protocol/lesson.ts",
    "shared/protocol/principles.ts",
  ],
  "shared/protocol": ["shared/round"],
  "server/config.ts": [
    "server/answer-server-config.ts",
    "server/checkpoint-config.ts",
    "server/cluster-config.ts",
    "server/trainer/pool/dealing-config.ts",
    "server/endpoint-config.ts",
    "server/operating-config.ts",
    "server/web/front-door/public-url.ts",
    "server/postgres-config.ts",
    "server/training-config.ts",
    "server/trl-config.ts",
  ],
  "server/cluster-config.ts": [],
  "server/cluster": [
    "server/ports",
    "server/store/postgres/until-available.ts",
    "server/cluster-config.ts",
    "server/config.ts",
    "server/limited-log.ts",
  ],
  "server/checkpoint-config.ts": ["server/endpoint-config.ts"],
  "server/trainer/pool/dealing-config.ts": [],
  "server/training-config.ts": ["server/endpoint-config.ts", "shared/protocol/training/training-jobs.ts"],
  "server/trl-config.ts": ["server/endpoint-config.ts"],
  "server/answer-server-config.ts": ["server/endpoint-config.ts"],
  "server/endpoint-config.ts": [],
  "server/postgres-config.ts": ["server/store/postgres/address.ts"],
  "server/kept-process.ts": [],
  "server/open-traces.ts": ["server/operating-config.ts"],
  "server/operating-config.ts": [],
  "server/web/front-door/public-url.ts": [],
  "server/ports": ["shared"],
  "server/checkpoints": ["server/checkpoint-config.ts", "server/ml/model/checkpoint.ts"],
  "server/stats": ["shared", "server/ports"],
  "server/moderation": [],
  "server/game": ["shared", "server/ports", "server/stats", "server/moderation"],
  "server/web": [
    "shared",
    "server/checkpoints",
    "server/ports",
    "server/game",
    "server/stats",
    "server/datasets",
    "server/moderation",
  ],
  "server/store": ["shared", "server/ports"],
  "server/datasets": ["shared", "server/ports"],
  "server/datasets/rows": ["shared", "server/ports", "server/datasets", "server/game/packs"],
  "server/datasets/files": [
    "shared",
    "server/ports",
    "server/checkpoints",
    "server/datasets",
    "server/game/packs",
    "server/ml",
    "server/reward",
    "server/stats",
    "server/store",
    "server/trainer/learner-comparison.ts",
    "server/trainer/learner-contract.ts",
    "server/trainer/start",
    "server/world",
    "server/config.ts",
  ],
  "server/world": ["shared", "server/moderation"],
  "server/ml/engine": [],
  "server/ml/gguf": ["server/ml/model/rope.ts"],
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
    "server/reward/features",
  ],
  "server/reward": [
    "shared/protocol/training/camps.ts",
    "shared/protocol/training/reward-groups.ts",
    "shared/random",
    "shared/round/grasp.ts",
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
    "server/endpoint-config.ts",
    "server/answer-server-config.ts",
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
    "server/checkpoints",
    "server/config.ts",
    "server/training-config.ts",
    "server/trl-config.ts",
    "server/answer-server-config.ts",
    "server/datasets/dataset-forms.ts",
    "server/kept-process.ts",
    "server/open-traces.ts",
  ],
  "server/experiments": ["shared", "server"],
  "server/cli": ["shared", "server"],
  client: ["shared"],
};

const code = readSources("shared", "server", "client");

const layerOf = (path: string): string | undefined =>
  Object.keys(LAYERS)
    .filter((layer) => within(path, layer))
    .sort((a, b) => b.length - a.length)[0];

/** Composition roots, which may import anything: server/main.ts, start.ts and what they are cut into. */
const ROOTS = /^server\/[a-z-]+\.ts$/;

function wrongImports(files: Sources): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    const layer = layerOf(path);
    if (layer === undefined) return [];
    const allowed = [layer, ...LAYERS[layer]!];
    const wrong = importsOf(path, text).filter((target) => !allowed.some((one) => within(target, one)));
    return wrong.map((target) => `${path} -> ${target}: ${layer} may not import it`);
  });
}

/** Files that import each other in a circle, type imports included: each group in which every file reaches every other one. */
function circles(files: Sources): readonly string[] {
  const imports = new Map(
    [...files].map(([path, text]) => [path, importsOf(path, text).filter((one) => files.has(one))]),
  );
  const order = new Map<string, number>();
  const stack: string[] = [];
  const found: string[] = [];
  /** Tarjan's strongly connected components; returns the earliest file on the stack that this one leads back to. */
  function visit(path: string): number {
    const mine = order.size;
    order.set(path, mine);
    stack.push(path);
    let earliest = mine;
    for (const target of imports.get(path)!)
      if (!order.has(target)) earliest = Math.min(earliest, visit(target));
      else if (stack.includes(target)) earliest = Math.min(earliest, order.get(target)!);
    if (earliest < mine) return earliest;
    const group = stack.splice(stack.indexOf(path));
    if (group.length > 1) found.push(`${group.join(", ")}: move what they share into a file of its own`);
    return mine;
  }
  for (const path of files.keys()) if (!order.has(path)) visit(path);
  return found;
}

test.each(["shared", "server", "client"])("%s imports only what its layers may", (top) => {
  expect(wrongImports(new Map([...code].filter(([path]) => within(path, top))))).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(circles(code)).toEqual([]);
});

/** Files that these import, and what those import, and so on. */
function reachedFrom(files: Sources, roots: readonly string[]): ReadonlySet<string> {
  const reached = new Set(roots);
  for (const path of reached) for (const target of importsOf(path, files.get(path) ?? "")) reached.add(target);
  return reached;
}

/** What the trainer may ask of the world: its prompts, what is safe, and figures and exhibits that are shown and not learnt from. */
const TOLD_TO_THE_TRAINER: Readonly<Record<string, readonly string[]>> = {
  "server/trainer/start": ["prompts.ts", "safety.ts"],
  "server/trainer/pool/showcase.ts": ["answer-traits.ts"],
  "server/trainer/principle-figures.ts": ["describe-answer.ts", "principles"],
  "server/trainer/lesson": [
    "prompts.ts",
    "safety.ts",
    "describe-answer.ts",
    "principles",
    "tastes",
    "grammar",
    "pretraining-document.ts",
  ],
};

test("what learns from votes knows nothing of the world that they are about", () => {
  const learns = ["server/reward", "server/methods", "server/ml", "server/trainer/learner.ts"];
  const roots = [...code.keys()].filter((path) => learns.some((one) => within(path, one)));
  const reached = [...reachedFrom(code, roots)];
  expect(reached).toContain("server/reward/reward-features.ts");
  expect(reached.filter((path) => within(path, "server/world"))).toEqual([]);
  const wrong = [...code].flatMap(([path, text]) => {
    if (!within(path, "server/trainer")) return [];
    const told = Object.entries(TOLD_TO_THE_TRAINER).flatMap(([to, what]) => (within(path, to) ? what : []));
    return importsOf(path, text)
      .filter((target) => within(target, "server/world"))
      .filter((target) => !told.some((one) => within(target, `server/world/${one}`)))
      .map((target) => `${path} -> ${target}`);
  });
  expect(wrong).toEqual([]);
  const planted = new Map([
    ["server/reward/a.ts", 'import { b } from "../stats/b.ts";'],
    ["server/stats/b.ts", 'import type { C } from "../world/tastes/c.ts";'],
  ]);
  expect(reachedFrom(planted, ["server/reward/a.ts"])).toContain("server/world/tastes/c.ts");
});

test("every source folder has a layer", () => {
  expect([...code.keys()].filter((path) => layerOf(path) === undefined && !ROOTS.test(path))).toEqual([]);
});

test("only server/config.ts reads variables of the environment; others hand it over whole", () => {
  const others = [...code].filter(([path]) => !within(path, "client") && path !== "server/config.ts");
  const readers = others.filter(([, text]) => /process\.env\s*(\.|\[|\?\.)/.test(text));
  expect(readers.map(([path]) => path)).toEqual([]);
});

test("nothing but the commands imports experiments, and nothing imports commands", () => {
  const wrong: string[] = [];
  for (const [path, text] of code)
    for (const target of importsOf(path, text)) {
      const toCommand = within(target, "server/cli") && !within(path, "server/cli");
      const toExperiment = within(target, "server/experiments");
      if (toCommand || (toExperiment && !within(path, "server/cli") && !within(path, "server/experiments")))
        wrong.push(`${path} -> ${target}`);
    }
  expect(wrong).toEqual([]);
});

test("the rules find an import across layers, and circles of values and of types", () => {
  const planted = new Map([
    ["server/stats/a.ts", 'import { b } from "./b.ts";\nimport { x } from "../game/x.ts";\n'],
    ["server/stats/b.ts", 'export type { C } from "./c.ts";\n'],
    ["server/stats/c.ts", 'import type { A } from "./a.ts";\n'],
    ["server/game/x.ts", 'import "./y.ts";\n'],
    ["server/game/y.ts", ""],
  ]);
  expect(wrongImports(planted)).toEqual(["server/stats/a.ts -> server/game/x.ts: server/stats may not import it"]);
  expect(circles(planted)).toEqual([
    "server/stats/a.ts, server/stats/b.ts, server/stats/c.ts: move what they share into a file of its own",
  ]);
});
