import { expect, test } from "vitest";
import type { Generated } from "../../../../server/ml/model/generator.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Finales } from "../../../../server/ports/finale.ts";
import { finaleAnswers } from "../../../../server/trainer/pool/finale-answers.ts";
import { PICKING } from "../../../../server/trainer/pool/pick-varied.ts";
import { finalePrompts, heldoutPrompts, showcasePrompts } from "../../../../server/world/prompts.ts";
import { isSafe, isSafeAnywhere } from "../../../../server/world/safety.ts";

type Stored = Parameters<Finales["add"]>[2];
const PROMPTS = [
  { id: "bees", text: "Why bees?" },
  { id: "eggs", text: "Why eggs?" },
];

const KEPT = [{ packId: undefined, prompts: PROMPTS }];

/** A learner that answers with its dice, and a store in memory. */
function stage(mayShow: (text: string) => boolean = () => true) {
  const stored = new Map<number, Stored>();
  let sampled = 0;
  const line = {
    ...{ arenaId: MAIN_ARENA, isSafe: mayShow, eosId: 3, schedule: { picking: PICKING } },
    decode: (tokens: readonly number[]) => tokens.join(" "),
    enter: async () => {},
    learner: {
      ...{ ensemble: null, wordsOf: () => [] },
      reference: { read: async () => [], dispose: async () => {} },
      rewards: () => [],
      async sample(prompts: readonly string[], random: () => number) {
        sampled++;
        return prompts.map(() => ({ response: [Math.floor(random() * 1e6)] }) as unknown as Generated);
      },
    },
    stores: {
      finales: {
        add: async (_: number, version: number, answers: Stored) => void stored.set(version, answers),
        has: async (_: number, version: number) => stored.has(version),
      } as unknown as Finales,
    },
  };
  return { line, stored, sampled: () => sampled };
}

test("each version's answers are stored once, two to each prompt, from dice of its own", async () => {
  const { line, stored, sampled } = stage();
  const store = finaleAnswers(line);
  for (const version of [0, 0, 1, 1]) await store(version, KEPT);
  await finaleAnswers(line)(1, KEPT); // another process finds them stored
  expect(sampled()).toBe(2);
  expect(stored.get(0)!.map(({ prompt }) => prompt.id)).toEqual(["bees", "bees", "eggs", "eggs"]);
  expect(new Set([...stored.values()].flat().map(({ text }) => text)).size).toBe(8);
  expect(stored.get(0)!.every(({ ended }) => ended === false)).toBe(true); // none of these numbers ends an answer
});

test("unsafe and empty answers are left out", async () => {
  const all = stage();
  await finaleAnswers(all.line)(0, KEPT);
  const [first] = all.stored.get(0)!;
  const careful = stage((text) => text !== first!.text);
  await finaleAnswers(careful.line)(0, KEPT);
  expect(careful.stored.get(0)).toEqual(all.stored.get(0)!.slice(1));
  for (const ofModel of [isSafe, isSafeAnywhere]) {
    const silent = stage(ofModel);
    await finaleAnswers({ ...silent.line, decode: () => " " })(0, KEPT);
    expect(silent.stored.get(0)).toEqual([]);
  }
});

test("finales have held-out prompts that the lab and the learning break don't show, enough for eight games without repetition", () => {
  expect(finalePrompts.length).toBeGreaterThanOrEqual(24);
  for (const prompt of finalePrompts) {
    expect(prompt.split).toBe("heldout");
    expect(showcasePrompts).not.toContain(prompt);
  }
  expect(finalePrompts.length + showcasePrompts.length).toBe(heldoutPrompts.length);
});
