import { expect, test } from "vitest";
import { scanSource, type Token } from "../support/scan-source.ts";
import { readSources, type Sources, within } from "../support/sources.ts";

/** A list of words, such as the modes or the states of a trainer, is written once: unions, schemas, columns and forms derive from it. */

interface WordList {
  readonly where: string;
  /** Sorted, each once. */
  readonly words: string;
  readonly count: number;
  /** `"a" | "b"`, and not `["a", "b"]`. */
  readonly isUnion: boolean;
}

const isSign = (token: Token | undefined, sign: string) => token?.kind === "sign" && token.text === sign;

const listOf = (path: string, line: number, words: readonly string[], isUnion: boolean): WordList => {
  const each = [...new Set(words)].sort();
  return { where: `${path}:${line}`, words: each.join(", "), count: each.length, isUnion };
};

/** Unions and arrays of nothing but strings, two at least. What follows a comma in a type, as in `Pick<Stores, "a" | "b">`, names fields. */
function listsIn(path: string, text: string): readonly WordList[] {
  const tokens = scanSource(text).filter(({ kind }) => kind !== "comment" && kind !== "doc");
  const lists: WordList[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]!.kind !== "string") continue;
    const before = tokens[isSign(tokens[i - 1], "|") ? i - 2 : i - 1];
    const sign = isSign(tokens[i + 1], "|") ? "|" : ",";
    const { line } = tokens[i]!;
    const words = [tokens[i]!.text];
    while (isSign(tokens[i + 1], sign) && tokens[i + 2]?.kind === "string") {
      i += 2;
      words.push(tokens[i]!.text);
    }
    const after = tokens[isSign(tokens[i + 1], ",") ? i + 2 : i + 1];
    const isList = sign === "|" ? !isSign(before, ",") : isSign(before, "[") && isSign(after, "]");
    if (words.length > 1 && isList) lists.push(listOf(path, line, words, sign === "|"));
  }
  return lists;
}

/** The tables of `shared`: arrays `as const`, and the keys of objects `as const`. */
function tablesOf(files: Sources): ReadonlyMap<string, { readonly name: string; readonly where: string }> {
  const tables = new Map<string, { name: string; where: string }>();
  for (const [path, text] of files) {
    if (!within(path, "shared")) continue;
    for (const match of text.matchAll(/^export const (\w+) = (\[[^\]]*\]|\{\n[\s\S]*?\n\}) as const/gm)) {
      const line = text.slice(0, match.index).split("\n").length;
      const [array] = listsIn(path, match[2]!);
      const keys = [...match[2]!.matchAll(/^ {2}["']?([\w-]+)["']?:/gm)].map(([, key]) => key!);
      const { words, count } =
        match[2]!.startsWith("{") || array === undefined ? listOf(path, line, keys, false) : array;
      if (count > 1) tables.set(words, { name: match[1]!, where: path });
    }
  }
  return tables;
}

function listsTwice(files: Sources): readonly string[] {
  const tables = tablesOf(files);
  const lists = [...files].flatMap(([path, text]) => listsIn(path, text));
  return lists.flatMap(({ where, words, count, isUnion }) => {
    const table = tables.get(words);
    if (table !== undefined && !where.startsWith(`${table.where}:`))
      return [`${where} (${words}): derive it from ${table.name} of ${table.where}`];
    const again = lists.find((other) => other.words === words && other.where !== where);
    if (table !== undefined || count < 3 || !isUnion || again === undefined) return [];
    return [`${where} (${words}) stands in ${again.where} too: make it one table, and derive both from it`];
  });
}

test("no list of words is written twice", () => {
  expect(listsTwice(readSources("shared", "server", "client"))).toEqual([]);
});

test("the rule finds a table's words in unions, schemas and arrays, and a union that stands twice", () => {
  const planted = new Map([
    [
      "shared/round/modes.ts",
      'export const MODES = [\n  "duel",\n  /** The other. */\n  "bot",\n] as const;\ntype Mode = "duel" | "bot";\n',
    ],
    [
      "shared/round/verdicts.ts",
      'export const VERDICTS = {\n  a: { share: 1 },\n  "both-bad": { share: 0 },\n} as const;\n',
    ],
    ["server/a.ts", 'const schema = z.enum(["bot", "duel"]);\nlet verdict: "both-bad" | "a";\n'],
    ["server/b.ts", 'type Size = "s" | "m" | "l";\ntype Some = "duel" | "bot" | null;\n'],
    [
      "client/c.ts",
      'const SIZES = [\n  "l",\n  "m",\n  "s",\n];\ntype Stores = Pick<All, "bot" | "duel">;\nconst sides = ["a", "b"];\nlet side: "a" | "b";\n',
    ],
  ]);
  expect(listsTwice(planted)).toEqual([
    "server/a.ts:1 (bot, duel): derive it from MODES of shared/round/modes.ts",
    "server/a.ts:2 (a, both-bad): derive it from VERDICTS of shared/round/verdicts.ts",
    "server/b.ts:1 (l, m, s) stands in client/c.ts:2 too: make it one table, and derive both from it",
    "server/b.ts:2 (bot, duel): derive it from MODES of shared/round/modes.ts",
  ]);
});
