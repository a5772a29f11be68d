import { expect, test } from "vitest";
import { readText } from "../support/documents.ts";
import { scanSource } from "../support/scan-source.ts";
import { readSources, type Sources, within } from "../support/sources.ts";

// One word for one thing: `docs/GLOSSARY.md` says which, and what it replaces stands in no name and no comment.

interface Row {
  readonly word: string;
  readonly where: string;
  readonly replaces: string;
}

interface Replaced {
  /** In lower case, words apart. */
  readonly old: string;
  readonly word: string;
  /** Folders in which it is looked for. */
  readonly folders: readonly string[];
}

/** Names that keep a replaced word, each for a reason that outlasts this code. */
const KEPT: Readonly<Record<string, string>> = {
  // Stored and sent under these names: columns, fields of settings, boards and results, and a variable of the environment.
  axes: "a field of the board of versions",
  axisWeights: "a field of training settings",
  bestContestant: "a field of results",
  constancy: "a field of the judge's board",
  contestant: "a column, and a field of exported rows",
  contestantA: "a field of results",
  contestantB: "a field of results",
  contestants: "a table, a field of training settings and boards, and an event",
  contestantShare: "a field of training settings",
  CONTESTANTS: "a variable of the environment",
};

function rowsOf(glossary: string): readonly Row[] {
  const rows = [...glossary.matchAll(/^\| (.*) \|$/gm)].map((match) => match[1]!.split(/ \| ?/));
  return rows
    .filter(([word]) => word !== "word" && !/^-+/.test(word!))
    .map(([word = "", , where = "", replaces = ""]) => ({ word, where, replaces }));
}

/** The entries of the column *replaces* that begin with a name in code type: `` `old` `` or `` `old` in `folder`, `folder` ``. */
function replacedBy({ word, replaces }: Row): readonly Replaced[] {
  return replaces.split("; ").flatMap((entry) => {
    const match = /^`([^`]+)`(?: in (.+))?$/.exec(entry.trim());
    if (match === null) return [];
    const folders =
      match[2] === undefined
        ? ["client", "server", "shared"]
        : [...match[2].matchAll(/`([^`]+)`/g)].map(([, folder]) => folder!);
    return [{ old: wordsOf(match[1]!), word, folders }];
  });
}

/** `oneName`, `ONE_NAME` and `one-name` as "one name". */
function wordsOf(text: string): string {
  const apart = text.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return apart
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(" ");
}

/** A comment without code type around names that are kept, and without addresses such as /api/lab. */
const prose = (comment: string) =>
  comment
    .replace(/`(\w+)`/g, (code, name: string) => (Object.hasOwn(KEPT, name) ? "" : code))
    .replace(/\/[\w/:.]+/g, "");

function replacedWords(files: Sources, replaced: readonly Replaced[]): readonly string[] {
  const found = new Set<string>();
  for (const [path, text] of files) {
    const said = scanSource(text).flatMap(({ kind, text: one, line }) => {
      if (kind === "word" && !Object.hasOwn(KEPT, one)) return [{ where: `${path}:${line}`, words: wordsOf(one) }];
      return kind === "comment" || kind === "doc" ? [{ where: `${path}:${line}`, words: wordsOf(prose(one)) }] : [];
    });
    const here = [{ where: path, words: wordsOf(path) }, ...said];
    const mine = replaced.filter(({ folders }) => folders.some((folder) => within(path, folder)));
    for (const old of new Set(mine.map((one) => one.old))) {
      const pattern = new RegExp(`(?<!\\S)${old}(?:s|es)?(?!\\S)`);
      const instead = mine.flatMap((one) => (one.old === old ? [`"${one.word}"`] : [])).join(" or ");
      for (const { where, words } of here)
        if (pattern.test(words)) found.add(`${where} says "${old}": write ${instead}`);
    }
  }
  return [...found];
}

const rows = rowsOf(readText("docs/GLOSSARY.md"));

test("no replaced word of the glossary stands in a name or a comment", () => {
  const replaced = rows.flatMap(replacedBy);
  expect(replaced.length).toBeGreaterThan(20);
  expect(replacedWords(readSources("client", "server", "shared"), replaced)).toEqual([]);
});

test("the glossary has each word once, with its place in the code", () => {
  const words = rows.flatMap(({ word }) => word.split(", "));
  expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
  expect(rows.filter(({ where }) => !/^`[\w./-]+`$/.test(where)).map(({ word }) => word)).toEqual([]);
});

test("no name is kept that no code has", () => {
  const names = new Set([...readSources("client", "server", "shared")].flatMap(([, text]) => text.match(/\w+/g) ?? []));
  expect(Object.keys(KEPT).filter((name) => !names.has(name))).toEqual([]);
});

test("the rule finds replaced words in names of every form, in comments and in file names", () => {
  const [row] = rowsOf(
    "| word | meaning | where | replaces |\n|---|---|---|---|\n| new | It. | `server/a.ts` | `old thing`; `axis` in `server/reward`; other (alone) |\n",
  );
  const replaced = replacedBy(row!);
  const planted = new Map([
    ["server/old-thing.ts", ""],
    [
      "server/a.ts",
      "const oldThings = 1;\nconst OLD_THING = 2;\n// An old\n// thing.\n/** The old thing. */\nconst oldest = 'old thing';\n",
    ],
    ["server/reward/b.ts", "const axisCount = `axis`;\n/** By `axisWeights`, /api/axis. */\nconst axisWeights = 1;\n"],
    ["server/ml/c.ts", "const axis = other;\n"],
  ]);
  expect(replacedWords(planted, replaced)).toEqual([
    'server/old-thing.ts says "old thing": write "new"',
    'server/a.ts:1 says "old thing": write "new"',
    'server/a.ts:2 says "old thing": write "new"',
    'server/a.ts:5 says "old thing": write "new"',
    'server/reward/b.ts:1 says "axis": write "new"',
  ]);
});
