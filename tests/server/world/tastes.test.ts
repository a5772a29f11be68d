import { expect, test } from "vitest";
import { demonstration } from "../../../server/world/demonstration.ts";
import { pick } from "../../../server/world/grammar/template.ts";
import { trainPrompts } from "../../../server/world/prompts.ts";
import { namedTastes, type TasteName } from "../../../server/world/tastes/named-tastes.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const prompt = "Why are cats so interesting?";
const fact = "Cats cannot taste sugar.";
const myth = "Cats use their whiskers to catch radio shows.";
const warm = "Oh, what a lovely question, dear!";
const silly = "Hop hop, hooray!";

const better: readonly [TasteName, string, string][] = [
  ["kind", `${warm} ${fact}`, fact],
  ["kind", fact, `Ugh, not cats again. ${fact}`],
  ["concise", fact, `${warm} ${fact}`],
  ["concise", `${warm} ${fact}`, "Cats."],
  ["truthful", fact, myth],
  ["truthful", fact, "My left sock has a hole in it."],
  ["truthful", "My left sock has a hole in it.", myth],
  ["truthful", `${fact} Cats sleep for more than half the day.`, fact],
  ["truthful", fact, "Many owls hunt at night."],
  ["truthful", fact, `${fact} ${fact}`],
  ["truthful", `${fact} Cats sleep for more than half the day.`, `${fact} Cats cannot taste sweet things.`],
  ["truthful", "Cats can not taste sugar.", "Cats use whiskers to catch radio shows!"],
  ["playful", `${silly} ${fact}`, fact],
  ["playful", fact, `Appropriate caution remains essential. ${fact}`],
  ["on-topic", myth, "Many owls hunt at night."],
  ["on-topic", "Many owls hunt at night.", "My left sock has a hole in it."],
  ["on-topic", "Many owls hunt at night.", "Teeth grow back when you bury them."],
  ["fact-first", `${fact} ${warm} ${silly}`, `${warm} ${fact} ${silly}`],
  ["fact-first", `${warm} ${fact} ${silly}`, `${warm} ${silly} ${fact}`],
  ["fact-first", `${warm} ${fact}`, `${warm} ${silly}`],
];

test.each(better)("%s prefers %j to %j", (taste, liked, other) => {
  const { score } = namedTastes[taste];
  expect(score({ prompt, response: liked })).toBeGreaterThan(score({ prompt, response: other }));
});

test("fact-first reverses when the same sentences are put the other way round", () => {
  const { score } = namedTastes["fact-first"];
  expect(score({ prompt, response: `${fact} ${warm}` })).toBeCloseTo(-score({ prompt, response: `${warm} ${fact}` }));
});

test.each(Object.entries(namedTastes))("%s is finite for any text and ties on few pairs", (_, { score }) => {
  for (const response of ["", "?!", "zzz", "Cats", "<eos>"]) {
    expect(score({ prompt, response })).toEqual(expect.any(Number));
    expect(Number.isFinite(score({ prompt: "", response }))).toBe(true);
  }
  const random = seeded(31);
  const pairs = Array.from({ length: 1500 }, () => {
    const asked = pick(trainPrompts, random);
    const answer = () => score({ prompt: asked.text, response: demonstration(asked, random) });
    return [answer(), answer()];
  });
  expect(pairs.filter(([a, b]) => a === b).length / pairs.length).toBeLessThan(0.05);
});
