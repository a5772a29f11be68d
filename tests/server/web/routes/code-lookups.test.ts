import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { SharedBudgets } from "../../../../server/ports/processes.ts";
import { CodeLookups } from "../../../../server/web/routes/code-lookups.ts";

let clock = 0;
const lookups = (take: SharedBudgets["take"] = async () => ({ waitMs: 0 })) =>
  new CodeLookups(() => clock, { budgets: { take }, addressOf: (network) => `hash of ${network}` });
const LETTERS = "BCDFGHJKMNPQRSTVWX";
const code = (i: number) => [5832, 324, 18, 1].map((size) => LETTERS.charAt(Math.floor(i / size) % 18)).join("");

/** What a look-up is answered with: what is there, or that there were too many misses. */
function lookUp(all: CodeLookups, network: string, tried: string, exists: boolean): "found" | "missing" | "refused" {
  try {
    all.begin(network, tried)(exists);
    return exists ? "found" : "missing";
  } catch {
    return "refused";
  }
}
const tally = (answers: readonly string[], what: string) => answers.filter((answer) => answer === what).length;

test("after thirty misses a network is told nothing about codes that it doesn't know, those that exist included", () => {
  const all = lookups();
  expect(lookUp(all, "school", "BBBB", true)).toBe("found");
  const answers = Array.from({ length: 100 }, (_, i) => lookUp(all, "school", code(i + 1), false));
  expect([tally(answers, "missing"), tally(answers, "refused")]).toEqual([30, 70]);
  expect(lookUp(all, "school", "XXXX", true)).toBe("refused");
  expect(lookUp(all, "school", "bbbb ", true)).toBe("found");
  expect(lookUp(all, "elsewhere", "XXXX", true)).toBe("found");
  clock += 60_000;
  expect(
    tally(
      Array.from({ length: 100 }, (_, i) => lookUp(all, "school", code(i + 1), false)),
      "missing",
    ),
  ).toBe(30);
});

test("those who find what they look for never wait, nor do those who created it", () => {
  const all = lookups();
  for (let i = 0; i < 500; i++) expect(lookUp(all, "school", code(i), true)).toBe("found");
  for (let i = 0; i < 100; i++) lookUp(all, "other", code(i), false);
  all.found("other", "XXXX");
  expect(lookUp(all, "other", "XXXX", true)).toBe("found");
});

test("look-ups that are still under way count", () => {
  const all = lookups();
  const begun = Array.from({ length: 100 }, (_, i) => {
    try {
      return all.begin("school", code(i));
    } catch {
      return null;
    }
  });
  expect(begun.filter((one) => one !== null)).toHaveLength(30);
});

test("a thousand networks can't try all codes in a day, and a class still comes in meanwhile", () => {
  clock = 0;
  const all = lookups();
  let tried = 0;
  for (let hour = 0; hour < 24; hour++) {
    for (let second = 0; second < 3_600; second += 10) {
      clock += 10_000;
      for (let network = 0; network < 40; network++)
        if (lookUp(all, `bot ${(second / 10 + network * 25) % 1_000}`, code(tried), false) === "missing") tried += 1;
    }
    expect(lookUp(all, `class ${hour}`, "XXXX", true)).toBe("found");
  }
  expect(tried).toBeLessThan(104_976);
});

test("many of one network may look one code up at once, before the first of them is answered, and that is one guess", () => {
  const all = lookups();
  const hits = Array.from({ length: 100 }, () => all.begin("school", "BBBB"));
  for (const settle of hits) settle(true);
  for (let i = 0; i < 50; i++) lookUp(all, "guesser", "CCCC", false);
  expect(
    tally(
      Array.from({ length: 40 }, (_, i) => lookUp(all, "guesser", code(i + 400), false)),
      "missing",
    ),
  ).toBe(29);
  clock += 2_000;
  expect(lookUp(all, "guesser", "CCCC", false)).toBe("missing"); // by what has filled again
  expect(lookUp(all, "guesser", "CCCD", false)).toBe("refused");
});

test("misses are told to all processes, hits are not, and what others missed is waited for here", async () => {
  const told: string[] = [];
  let waitMs = 0;
  const all = lookups(async ([one]) => {
    told.push(one!.key);
    return { waitMs: one!.key === "code" ? 0 : waitMs };
  });
  for (let i = 0; i < 40; i++) expect(lookUp(all, "school", code(i), true)).toBe("found");
  expect(told).toEqual([]);
  expect(lookUp(all, "school", code(100), false)).toBe("missing");
  await sleep(0);
  expect(told).toEqual(["code hash of school", "code"]);
  waitMs = 10_000; // others have missed 34 times meanwhile
  expect(lookUp(all, "school", code(101), false)).toBe("missing");
  await sleep(0);
  expect(lookUp(all, "school", code(102), false)).toBe("refused");
  expect(lookUp(all, "elsewhere", code(102), false)).toBe("missing");
  clock += 12_000;
  expect(lookUp(all, "school", code(102), false)).toBe("missing");
});

test("while the database is away a process goes by its own count", async () => {
  const all = lookups(() => Promise.reject(new Error("away")));
  const answers = [];
  for (let i = 0; i < 40; i++) {
    answers.push(lookUp(all, "school", code(i), false));
    await sleep(0);
  }
  expect(tally(answers, "missing")).toBe(30);
});
