import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { beforeAll, expect, test } from "vitest";

const CONFIG = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));
const KB = 1024;
type Output = Rolldown.RolldownOutput["output"][number];
let outputs: ReadonlyMap<string, Output>;

beforeAll(async () => {
  const result = await build({ configFile: CONFIG, logLevel: "error", build: { write: false } });
  if (!("output" in result)) throw new Error("One build with one output was expected");
  outputs = new Map(result.output.map((output) => [output.fileName, output]));
});

/** Bytes on the wire; fonts and the like are compressed in themselves. */
function wireBytes(output: Output): number {
  if (output.type === "chunk") return brotliCompressSync(output.code).length;
  const content = Buffer.from(output.source);
  return /\.(js|css|html|svg)$/.test(output.fileName) ? brotliCompressSync(content).length : content.length;
}

/** What the browser fetches before the page can be used: its HTML and all that this names, with what those import. */
function neededBy(page: string): Set<string> {
  const html = outputs.get(page);
  if (html === undefined || html.type !== "asset") throw new Error(`There is no ${page}`);
  const needed = new Set([page]);
  const add = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    const output = outputs.get(name);
    if (output?.type === "chunk") output.imports.forEach(add);
  };
  for (const [, name] of String(html.source).matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)) add(name!);
  return needed;
}

const sum = (names: Iterable<string>): number =>
  [...names].reduce((total, name) => total + wireBytes(outputs.get(name)!), 0);

test("the join page works after less than 60 KB, without Phaser and without Colyseus", () => {
  for (const page of ["index.html", "play.html"]) {
    const needed = [...neededBy(page)];
    expect(needed.length).toBeGreaterThan(3);
    expect(sum(needed)).toBeLessThan(60 * KB);
    const code = needed.map((name) => outputs.get(name)!).map((output) => (output.type === "chunk" ? output.code : ""));
    expect(code.join("")).not.toMatch(/WebGLRenderer|joinById/);
  }
});

test("everything that playing in one language can fetch is below 550 KB, fonts included", () => {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name) || /assets\/(es|zh)-/.test(name)) return;
    reached.add(name);
    const output = outputs.get(name);
    if (output?.type !== "chunk") return;
    const styles = [...output.code.matchAll(/assets\/[\w-]+\.css/g)].map(([style]) => style);
    for (const next of [...output.imports, ...output.dynamicImports, ...styles]) if (outputs.has(next)) visit(next);
  };
  for (const page of ["index.html", "play.html"]) neededBy(page).forEach(visit);
  for (const name of outputs.keys()) if (name.endsWith(".woff2")) visit(name);
  expect([...reached].some((name) => name.includes("arena-game"))).toBe(true);
  expect(sum(reached)).toBeLessThan(550 * KB);
});

test("the schemas of the server's side stay out of the browser: zod tries eval, which the pages' policy forbids", () => {
  const modules = [...outputs.values()].flatMap((output) => (output.type === "chunk" ? output.moduleIds : []));
  expect(modules.some((id) => id.includes("client/play"))).toBe(true);
  expect(modules.filter((id) => /node_modules\/zod\//.test(id))).toEqual([]);
});
