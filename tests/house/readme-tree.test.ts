import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The folders that the README's tree names, as paths. */
function treeOfReadme(): string[] {
  const block = readme.split("```").find((part) => /^\s*client\//.test(part));
  const open: string[] = [];
  const folders: string[] = [];
  for (const line of (block ?? "").split("\n")) {
    const match = /^( *)((?:[\w-]+\/ *)+)/.exec(line);
    if (!match) continue;
    open.length = match[1]!.length / 2;
    // Two that go together may share a line.
    for (const [, name] of match[2]!.matchAll(/([\w-]+)\//g)) folders.push([...open, name!].join("/"));
    open.push(folders.at(-1)!.split("/").at(-1)!);
  }
  return folders;
}

const foldersBelow = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => statSync(join(root, folder, name)).isDirectory())
    .map((name) => `${folder}/${name}`);

test("the README's tree names every folder that it should, and no other", () => {
  const expected = ["client", "deploy", "docs", "migrations", "server", "shared", "tests"];
  for (const top of ["client", "server", "server/ml", "shared"]) expected.push(...foldersBelow(top));
  expect(treeOfReadme().sort()).toEqual(expected.sort());
});

test("the README opens with the two commands, and they are scripts", () => {
  expect(readme.indexOf("npm ci && npm start")).toBeLessThan(readme.indexOf("npm ci && npm test"));
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const [, name] of readme.matchAll(/npm run (\w+)/g)) expect(Object.keys(scripts)).toContain(name);
  for (const entry of Object.values(scripts).flatMap((script) => script.match(/server\/\S+\.ts/g) ?? []))
    expect(existsSync(join(root, entry))).toBe(true);
});
