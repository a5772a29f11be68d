import { expect, test } from "vitest";
import type { Generated } from "../../../../server/ml/model/generator.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Showcase } from "../../../../server/ports/pool.ts";
import { PICKING } from "../../../../server/trainer/pool/pick-varied.ts";
import { showcase } from "../../../../server/trainer/pool/showcase.ts";

const PROMPTS = [
  { id: "bees", text: "Why bees?" },
  { id: "eggs", text: "Why eggs?" },
];

/** A learner that answers with its prompt's number of letters and the dice, and a store in memory. */
function stage(isSafe: (text: string) => boolean = () => true) {
  const stored = new Map<number, Parameters<Showcase["add"]>[2]>();
  let sampled = 0;
  const line = {
    arenaId: MAIN_ARENA,
    showcasePrompts: PROMPTS,
    isSafe,
    eosId: 3,
    schedule: { poolPrompts: 6, perPrompt: 4, picking: PICKING },
    decode: (tokens: readonly number[]) => tokens.join(" "),
    enter: async () => {},
    learner: {
      ...{ ensemble: null, wordsOf: () => [] },
      reference: { read: async () => [], dispose: async () => {} },
      rewards: () => [],
      async sample(prompts: readonly string[], random: () => number) {
        sampled++;
        return prompts.map(
          (prompt) => ({ response: [prompt.length, Math.floor(random() * 1e6)] }) as unknown as Generated,
        );
      },
    },
    stores: {
      showcase: {
        add: async (_: number, version: number, answers: Parameters<Showcase["add"]>[2]) =>
          void stored.set(version, answers),
        has: async (_: number, version: number) => stored.has(version),
        of: async () => [],
        all: async () => [],
      },
    },
  };
  return { line, stored, sampled: () => sampled };
}

test("each version's answers are stored once, to the same prompts and with the same dice", async () => {
  const { line, stored, sampled } = stage();
  const store = showcase(line);
  for (const version of [0, 0, 1, 1]) await store(version);
  expect(sampled()).toBe(2);
  expect([...new Set(stored.get(0)!.map(({ prompt }) => prompt.id))]).toEqual(["bees", "eggs"]);
  expect(stored.get(1)).toEqual(stored.get(0));
  await showcase(line)(1); // another process finds them stored
  expect(sampled()).toBe(2);
});

test("as many answers to each prompt as one batch holds are kept, and unsafe ones are left out", async () => {
  const first = stage();
  await showcase(first.line)(0);
  const drawn = first.stored.get(0)!;
  expect(drawn.filter(({ prompt }) => prompt.id === "bees").length).toBe(6);
  const unsafe = drawn[0]!.text;
  const careful = stage((text) => text !== unsafe);
  await showcase(careful.line)(0);
  expect(careful.stored.get(0)).toEqual(drawn.filter(({ text }) => text !== unsafe));
  const strict = stage(() => false);
  await showcase(strict.line)(0);
  expect(strict.stored.get(0)).toEqual([]);
});
