import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, readText } from "../support/documents.ts";

// While processes are replaced one after the other, those of the version before go on with tables that the first new one has changed. So a
// migration only adds what they needn't know of. See "Upgrades" in docs/hosting.md.

/** Before it there was one web process, and nothing to replace one after the other. */
const FIRST = 15;

/** Statements that break the rule and may stand, by the name of their migration. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The index that takes its place allows all that it allowed, and nothing beside this program finds rows by it.
  "0015_several-machines": ['DROP INDEX "sessions_one_drop_in"', 'CREATE UNIQUE INDEX "sessions_drop_in_shards"'],
};

const named = (text: string): string[] => [...text.matchAll(/"(\w+)"/g)].map(([, name]) => name!);

/** What of a migration a process of the version before could stumble over, each in a sentence. */
function stumbles(sql: string): string[] {
  const statements = sql
    .split("--> statement-breakpoint")
    .map((one) => one.replace(/--.*$/gm, "").replaceAll(/\s+/g, " ").trim().replace(/;$/, ""))
    .filter((one) => one !== "");
  const madeHere = new Set(statements.flatMap((one) => /^CREATE TABLE "(\w+)"/.exec(one)?.[1] ?? []));
  const addedHere = new Map<string, string[]>();
  for (const one of statements) {
    const [, table, column] = /^ALTER TABLE "(\w+)" ADD COLUMN "(\w+)"/.exec(one) ?? [];
    if (table !== undefined && column !== undefined) addedHere.set(table, [...(addedHere.get(table) ?? []), column]);
  }
  /** Whether rows of a process that knows none of this migration can't be refused by a condition. */
  const isOfNewColumns = (table: string, condition: string) =>
    named(condition).every((name) => name === table || (addedHere.get(table) ?? []).includes(name));

  const why = (one: string): string | null => {
    if (/^CREATE (TYPE|TABLE|SEQUENCE)\b/.test(one) || /^ALTER TYPE .+ ADD VALUE\b/.test(one)) return null;
    if (/^CREATE INDEX\b/.test(one)) return null;
    const table = /^(?:ALTER TABLE|CREATE UNIQUE INDEX "\w+" ON) "(\w+)"/.exec(one)?.[1] ?? "";
    if (madeHere.has(table)) return null;
    if (/^CREATE UNIQUE INDEX\b/.test(one)) return "refuses rows that the version before writes";
    if (/^ALTER TABLE "\w+" ADD COLUMN\b/.test(one))
      return /\bNOT NULL\b/.test(one) && !/\b(DEFAULT|GENERATED)\b/.test(one)
        ? "asks for a value that the version before doesn't give; give the column a default"
        : null;
    const check = /^ALTER TABLE "\w+" ADD CONSTRAINT "\w+" (?:CHECK|FOREIGN KEY) (\(.+?\))(?: REFERENCES .+)?$/.exec(
      one,
    )?.[1];
    if (check !== undefined && isOfNewColumns(table, check)) return null;
    return "changes or takes away what the version before uses";
  };
  return statements.flatMap((one) => {
    const reason = why(one);
    return reason === null ? [] : [`${one.slice(0, 120)}: ${reason}`];
  });
}

const migrations = readdirSync(join(ROOT, "migrations"))
  .filter((name) => name.endsWith(".sql") && Number(name.slice(0, 4)) >= FIRST)
  .map((name) => name.slice(0, -".sql".length));

test.each(migrations)("%s only adds to the tables, so that processes of the version before go on beside it", (name) => {
  const allowed = ALLOWED[name] ?? [];
  const found = stumbles(readText(`migrations/${name}.sql`));
  expect(found.filter((one) => !allowed.some((start) => one.startsWith(start)))).toEqual([]);
  for (const start of allowed) expect(found.some((one) => one.startsWith(start))).toBe(true);
});

test.each([
  ['ALTER TABLE "votes" DROP COLUMN "verdict";', "takes away"],
  ['DROP TABLE "votes";', "takes away"],
  ['DROP INDEX "votes_once";', "takes away"],
  ['ALTER TABLE "votes" RENAME COLUMN "verdict" TO "word";', "changes"],
  ['ALTER TABLE "votes" ALTER COLUMN "decision_ms" SET NOT NULL;', "changes"],
  ['ALTER TABLE "votes" ALTER COLUMN "decision_ms" SET DATA TYPE text;', "changes"],
  ['ALTER TABLE "votes" ADD COLUMN "mood" text NOT NULL;', "give the column a default"],
  ['ALTER TABLE "votes" ADD CONSTRAINT "fast" CHECK ("votes"."decision_ms" > 100);', "changes"],
  ['CREATE UNIQUE INDEX "one" ON "votes" USING btree ("round_id");', "refuses rows"],
  ['UPDATE "votes" SET "verdict" = \'a\';', "changes"],
])("the rule finds %s", (sql, reason) => {
  expect(stumbles(`CREATE TABLE "moods" ("id" integer NOT NULL);--> statement-breakpoint\n${sql}`)).toEqual([
    expect.stringContaining(reason),
  ]);
});

test("what only adds is let through", () => {
  const added = [
    'CREATE TABLE "moods" ("id" integer PRIMARY KEY NOT NULL);',
    'CREATE UNIQUE INDEX "one" ON "moods" USING btree ("id");',
    'ALTER TYPE "public"."verdict" ADD VALUE \'maybe\';',
    'ALTER TABLE "votes" ADD COLUMN "mood" integer;',
    'ALTER TABLE "votes" ADD COLUMN "sure" boolean DEFAULT true NOT NULL;',
    'ALTER TABLE "votes" ADD CONSTRAINT "mood_range" CHECK ("votes"."mood" between 1 and 5);',
    'ALTER TABLE "votes" ADD CONSTRAINT "votes_mood_fk" FOREIGN KEY ("mood") REFERENCES "public"."moods"("id") ON DELETE no action;',
    'CREATE INDEX "votes_mood" ON "votes" USING btree ("mood");',
  ];
  expect(stumbles(added.join("--> statement-breakpoint\n"))).toEqual([]);
});
