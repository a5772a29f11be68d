import { dirname } from "node:path";
import { expect, test } from "vitest";
import { readText } from "../support/documents.ts";
import { importsOf, linesOf, PLUG_INS, readSources, type Sources, within } from "../support/sources.ts";

/** A file is one idea that a newcomer would look for: neither a scrap of one nor several. */

const THIN = 40;
const LONG = 300;
const MOST_FILES = 20;
/** Words on screen, one list a language. */
const WORDS = ["client/i18n/en.ts", "client/i18n/languages"];

const code = readSources("shared", "server", "client");
const all = new Map([...code, ...readSources("tests")]);
const isPlugIn = (path: string) => PLUG_INS.some((folder) => within(path, folder));

/** What is started by itself: by a script of package.json, by a page, by `npm start`, or as a process by the file that names its URL. */
function entriesOf(files: Sources, scripts: string, pages: readonly string[]): ReadonlySet<string> {
  const started = [...scripts.matchAll(/node (\S+\.ts)/g)].map((match) => match[1]!);
  const shown = pages.flatMap((page) => [...page.matchAll(/src="(\/[^"]+\.ts)"/g)].map((match) => `client${match[1]}`));
  const spawned = [...files].flatMap(([path, text]) =>
    [...text.matchAll(/new URL\("([\w./-]+\.ts)", import\.meta\.url\)/g)].map(
      (match) => `${dirname(path)}/${match[1]}`,
    ),
  );
  return new Set(["server/main.ts", ...started, ...shown, ...spawned]);
}

/** Files of fewer than 40 lines that a single folder imports. */
function thinFiles(files: Sources, entries: ReadonlySet<string>): readonly string[] {
  const folders = new Map<string, Set<string>>();
  for (const [path, text] of files)
    for (const target of importsOf(path, text))
      folders.set(target, (folders.get(target) ?? new Set()).add(dirname(path)));
  return [...files].flatMap(([path, text]) => {
    const isThin = linesOf(text) < THIN && (folders.get(path)?.size ?? 0) < 2;
    if (!isThin || isPlugIn(path) || entries.has(path)) return [];
    const users = [...(folders.get(path) ?? [])].join(", ") || "nobody";
    return [`${path} (${linesOf(text)} lines, imported from ${users}): put it into the file that uses it`];
  });
}

function longFiles(files: Sources): readonly string[] {
  return [...files].flatMap(([path, text]) =>
    linesOf(text) > LONG && !WORDS.some((words) => within(path, words))
      ? [`${path} (${linesOf(text)} lines): cut it into files of one idea each`]
      : [],
  );
}

function fullFolders(files: Sources): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of files.keys()) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts].flatMap(([folder, count]) =>
    count > MOST_FILES && !isPlugIn(folder) ? [`${folder} (${count} files): sort them into folders`] : [],
  );
}

test("a file of fewer than 40 lines is used by two folders, is a plug-in, or is started by itself", () => {
  const pages = ["index", "host", "play", "results", "board", "lab", "drop-in"];
  const html = pages.map((page) => readText(`client/${page}.html`));
  expect(thinFiles(code, entriesOf(code, readText("package.json"), html))).toEqual([]);
});

test("no file has more than 300 lines", () => {
  expect(longFiles(all)).toEqual([]);
});

test("no folder holds more files than a reader takes in at a glance", () => {
  expect(fullFolders(all)).toEqual([]);
});

test("each of these rules finds what breaks it", () => {
  const lines = (count: number) => "x\n".repeat(count);
  const planted = new Map([
    ["server/a/thin.ts", lines(39)],
    ["server/a/user.ts", `import { x } from "./thin.ts";\n${lines(40)}`],
    ["server/a/page.ts", lines(3)],
    ["server/a/child.ts", lines(3)],
    ["server/a/parent.ts", `spawn(new URL("child.ts", import.meta.url));\n${lines(40)}`],
    ["server/a/shared.ts", lines(3)],
    ["server/b/one.ts", `import { x } from "../a/shared.ts";\n${lines(40)}`],
    ["server/c/other.ts", `import { x } from "../a/shared.ts";\n${lines(40)}`],
    ["server/world/tastes/mine.ts", lines(3)],
    ["server/b/endless.ts", lines(301)],
    ["client/i18n/languages/fr.ts", lines(700)],
  ]);
  const entries = entriesOf(planted, "node server/a/page.ts", []);
  expect(thinFiles(planted, entries)).toEqual([
    "server/a/thin.ts (39 lines, imported from server/a): put it into the file that uses it",
  ]);
  expect(longFiles(planted).map((problem) => problem.split(" ")[0])).toEqual(["server/b/endless.ts"]);
  const many = (folder: string) => Array.from({ length: 21 }, (_, i) => [`${folder}/${i}.ts`, ""] as const);
  expect(fullFolders(new Map([...many("server/full"), ...many("server/world/topics")]))).toEqual([
    "server/full (21 files): sort them into folders",
  ]);
});
