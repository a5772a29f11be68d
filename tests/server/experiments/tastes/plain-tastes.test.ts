import { expect, test } from "vitest";
import { loadTastes } from "../../../../server/experiments/crowd/load-tastes.ts";
import { type PlainTasteName, plainTastes } from "../../../../server/experiments/tastes/plain-tastes.ts";
import { byTasteKind, tastesIn } from "../../../../server/experiments/tastes/taste-lists.ts";
import { importsOf, readSources } from "../../../support/sources.ts";

const prompt = "Why do glaciers move?";

test.each<[PlainTasteName, liked: string, disliked: string]>([
  [
    "talks-to-me",
    "You can watch them move. Your eyes need patience.",
    "They move. Nobody can watch that without patience.",
  ],
  [
    "grand-words",
    "Tremendous gravitational pressure overcomes internal resistance.",
    "It is all so big that it has to go on down.",
  ],
  ["asks-back", "They slide on water. Is that not a wonder?", "Is that not a wonder? They slide on water."],
  ["asks-back", "Is that not a wonder? They slide on water.", "That is a wonder. They slide on water."],
  ["picks-up-the-question", "A glacier slides on its own water.", "It slides on the water that melts under a glacier."],
  ["never-twice", "They slide slowly downhill on melted water.", "They slide and slide on water and more water."],
  ["counts-things", "Some move 20 metres in one single day.", "Some of them move quite fast every day."],
  [
    "ends-long",
    "They slide. The water under them carries the weight of the ice.",
    "The water under them carries the weight of the ice. They slide.",
  ],
  [
    "reason-later",
    "They move all the time. That is because they melt.",
    "Because they melt, they move. That is all the time.",
  ],
])("%s prefers the one to the other", (name, liked, disliked) => {
  const { score } = plainTastes[name];
  expect(score({ prompt, response: liked })).toBeGreaterThan(score({ prompt, response: disliked }));
});

test("no plain taste is fond of a bare word, and each gives a number for whatever there is", () => {
  const texts = ["", "Ice!", "?", "你好，世界。", "a".repeat(2_000), "one ".repeat(500), "...!!!???"];
  for (const [name, { score }] of Object.entries(plainTastes)) {
    const proper = score({ prompt, response: "They slide on water that melts below them." });
    for (const response of texts) {
      const value = score({ prompt, response });
      expect(Number.isFinite(value), `${name} of ${response.slice(0, 20)}`).toBe(true);
      if (response.length < 5) expect(value, name).toBeLessThan(proper);
    }
  }
});

test("plain tastes import nothing of the world but the type of a taste", () => {
  const path = "server/experiments/tastes/plain-tastes.ts";
  const source = readSources("server/experiments/tastes").get(path)!;
  expect(importsOf(path, source)).toEqual(["server/world/tastes/taste.ts"]);
});

test("a list of tastes names each once, whole kinds by one word, and a crowd can have any of them", async () => {
  const all = tastesIn("all;unseen;kind;random");
  expect(all).toHaveLength(new Set(all).size);
  expect(all).toEqual(expect.arrayContaining(["kind", "fact-first", "asks-back", "random"]));
  const [camp] = await loadTastes("asks-back");
  expect(camp!.taste).toBe(plainTastes["asks-back"].score);
});

test("what was measured stands by kinds, the shipped ones first", () => {
  const measured = ["./mine.mjs", "asks-back", "kind", "kind:0.7,random:0.3"].map((taste) => ({ taste }));
  expect(byTasteKind(measured).map(([kind, some]) => [kind, some.length])).toEqual([
    ["shipped", 1],
    ["unseen", 1],
    ["own", 2],
  ]);
});
