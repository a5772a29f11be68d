import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { anchorOf, codeIn, DOCUMENTS, proseOf, ROOT, readText } from "../support/documents.ts";

/** Files and commands that documents name exist, so that nobody follows a text into nothing. */

const SCRIPTS = (JSON.parse(readText("package.json")) as { readonly scripts: Readonly<Record<string, string>> })
  .scripts;

/** A command of ours with its options: of each subcommand, or under "" where it has none. */
type Cli = ReadonlyMap<string, ReadonlySet<string>>;

const optionsIn = (source: string): string[] => [...source.matchAll(/"(--[a-z][\w-]*)/g)].map((match) => match[1]!);

/** An entry, and the files beside it that define commands for it. */
function definitionsIn(entry: string): string {
  const text = readText(entry);
  const beside = [...text.matchAll(/from "\.\/([\w-]+\.ts)"/g)].map((match) =>
    readText(join(dirname(entry), match[1]!)),
  );
  return [text, ...beside.filter((one) => one.includes('.command("'))].join("\n");
}

/** Read from the definitions for commander: asking each command for its help takes seconds. */
function cliOf(entry: string): Cli {
  const [head, ...parts] = definitionsIn(entry).split('.command("');
  const shared = optionsIn(head!);
  if (parts.length === 0) return new Map([["", new Set(shared)]]);
  return new Map(parts.map((part) => [/^[\w-]+/.exec(part)![0], new Set([...shared, ...optionsIn(part)])]));
}

/** By script, of those that have options of ours. */
const CLIS: ReadonlyMap<string, Cli> = new Map(
  Object.entries(SCRIPTS).flatMap(([name, script]) => {
    const [, entry, sub] = /(server\/cli\/\S+\.ts)(?: (\S+))?/.exec(script) ?? [];
    if (entry === undefined) return [];
    const cli = cliOf(entry);
    return [[name, sub === undefined ? cli : new Map([["", cli.get(sub)!]])]];
  }),
);

interface Command {
  readonly script: string;
  /** What follows `--`. */
  readonly rest: string;
}

/** `npm run NAME -- REST`, and the short `NAME SUBCOMMAND` or `NAME -- SUBCOMMAND` of commands that have any. */
function commandsIn(code: string): readonly Command[] {
  return code.split("&&").flatMap((part) => {
    const full = /npm run ([\w:-]+)(?: -- ?(.*))?/.exec(part);
    if (full !== null) return [{ script: full[1]!, rest: full[2] ?? "" }];
    const short = /^\s*(learn|bench|data) (?:-- )?([a-z].*)/.exec(part);
    return short === null ? [] : [{ script: short[1]!, rest: short[2]! }];
  });
}

/** What is wrong with a command: null, or what it names in vain. The log tells of options of its time. */
function problemOf({ script, rest }: Command, document: string): string | null {
  if (!Object.hasOwn(SCRIPTS, script)) return `npm run ${script}`;
  const cli = CLIS.get(script);
  const sub = /^[a-z][\w-]*/.exec(rest)?.[0] ?? "";
  if (cli === undefined || rest === "") return null;
  const options = cli.get(cli.has("") ? "" : sub);
  if (options === undefined) return `npm run ${script} -- ${sub}`;
  const named = [...rest.matchAll(/(?<!\S)--[a-z][\w-]*/g)].map(([option]) => option);
  const unknown = document.startsWith("docs/log/") ? undefined : named.find((option) => !options.has(option));
  return unknown === undefined ? null : `npm run ${script} -- ${sub} ${unknown}`;
}

test("definitions of commands are read as they are", () => {
  expect([...CLIS.keys()].sort()).toEqual([
    "bench",
    "cluster",
    "crowd",
    "data",
    "demo",
    "engine:tensorflow",
    "engine:test",
    "learn",
  ]);
  expect(CLIS.get("learn")!.get("adopt")).toContain("--rank");
  expect(CLIS.get("learn")!.get("adopt")).not.toContain("--principles");
  expect(CLIS.get("bench")!.get("ppo")).toContain("--json");
  expect(CLIS.get("crowd")!.get("")).toContain("--taste");
  const problems = ["npm run lern", "npm run learn -- lern", "npm run data -- export --inn x", "learn -- lern"].map(
    (code) => problemOf(commandsIn(code)[0]!, "README.md"),
  );
  expect(problems).not.toContain(null);
});

test.each(DOCUMENTS)("%s names only commands that exist", (document) => {
  const wrong = codeIn(readText(document))
    .flatMap(commandsIn)
    .flatMap((command) => problemOf(command, document) ?? []);
  expect(wrong).toEqual([]);
});

const PATH = /(?<![\w./-])(?:client|server|shared|tests|docs|migrations|\.ci)\/[\w./-]*/g;

test.each(DOCUMENTS)("%s names only files that exist", (document) => {
  const named = codeIn(readText(document)).flatMap((code) => [...code.matchAll(PATH)].map(([path]) => path));
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

function anchorsOf(document: string): ReadonlySet<string> {
  const headings = proseOf(readText(document)).matchAll(/^#+ (.*)$/gm);
  return new Set([...headings].map((match) => anchorOf(match[1]!)));
}

test.each(DOCUMENTS)("%s links only to what exists", (document) => {
  const links = [...proseOf(readText(document)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
  const local = links.filter((link) => !/^[a-z]+:/.test(link));
  const broken = local.filter((link) => {
    const [path, anchor] = link.split("#") as [string, string | undefined];
    const target = path === "" ? document : join(dirname(document), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).has(anchor);
  });
  expect(broken).toEqual([]);
});

test("every document below docs is linked from README or from the log's index", () => {
  const hubs = ["README.md", "docs/log/README.md"];
  const linked = hubs.flatMap((hub) =>
    [...readText(hub).matchAll(/\]\(([^)#\s]+)/g)].map((match) => join(dirname(hub), match[1]!)),
  );
  const lost = DOCUMENTS.filter((document) => !hubs.includes(document) && !linked.includes(document));
  expect(lost).toEqual([]);
});

test("README is short enough to be read to its end", () => {
  expect(readText("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(120);
});

test("the page of settings names every variable of the environment", () => {
  const files = readdirSync(join(ROOT, "server")).filter((name) => /(?:^|-)config\.ts$/.test(name));
  const variables = files.flatMap((name) =>
    [...readText(`server/${name}`).matchAll(/^ {2}([A-Z][A-Z_]+): \{/gm)].map((match) => match[1]!),
  );
  expect(variables).toEqual(expect.arrayContaining(["DATA_DIR", "DATABASE_URL", "REDIS_URL", "TRAINING_ENGINE"]));
  const page = readText("docs/settings.md");
  expect(variables.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
