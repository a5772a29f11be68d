import { expect, test } from "vitest";
import { readSources, type Sources } from "../support/sources.ts";

/** One name for one thing: whoever looks a type up finds one. */

function typesTwice(files: Sources): readonly string[] {
  const places = new Map<string, string[]>();
  for (const [path, text] of files)
    for (const [, name] of text.matchAll(/^export (?:declare )?(?:abstract )?(?:type|interface|class|enum) (\w+)/gm))
      places.set(name!, [...(places.get(name!) ?? []), path]);
  return [...places].flatMap(([name, paths]) =>
    paths.length > 1 ? [`${name} is exported by ${paths.join(" and ")}: call each by what it is, or share one`] : [],
  );
}

test("no type is exported under the same name twice", () => {
  expect(typesTwice(readSources("shared", "server", "client"))).toEqual([]);
});

test("the rule finds types, interfaces and classes of one name, and no names that stay inside a file", () => {
  const planted = new Map([
    ["server/a.ts", "export interface Seat {}\nexport type Timer = number;\ninterface Row {}\n"],
    ["server/b.ts", "export class Seat {}\ninterface Row {}\nexport const Timer = 1;\n"],
    ["client/c.ts", "export { type Timer } from './a.ts';\nexport interface Row {}\n"],
  ]);
  expect(typesTwice(planted)).toEqual([
    "Seat is exported by server/a.ts and server/b.ts: call each by what it is, or share one",
  ]);
});
