import { expect, test } from "vitest";
import type { Generated } from "../../../../server/ml/model/generator.ts";
import type { Reading } from "../../../../server/ml/training/reference-model.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Finales } from "../../../../server/ports/finale.ts";
import type { RewardEnsemble } from "../../../../server/reward/reward-ensemble.ts";
import { finaleAnswers } from "../../../../server/trainer/pool/finale-answers.ts";
import { PICKING, type PickSettings, pickingBy, variedPicker } from "../../../../server/trainer/pool/pick-varied.ts";
import { type PickLine, pickFor } from "../../../../server/trainer/pool/picked-answers.ts";
import { pickedShowdowns } from "../../../../server/trainer/pool/picked-showdowns.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const words = (text: string) => text.split(" ").map((word, token) => ({ text: word, token }));
const candidate = (text: string, reward: number) => ({ reward, words: words(text) });
const FITTED: RewardEnsemble = { heads: [], mean: [], std: [], precision: new Float64Array() };

/** A policy that says a number by its dice. The reward model likes great numbers. */
function stage(picking: PickSettings = PICKING, ensemble: RewardEnsemble | null = FITTED) {
  let drawn = 0;
  const numberOf = ({ response }: { readonly response: readonly number[] }) => response[0]!;
  const line: PickLine & { readonly enter: () => Promise<void>; readonly random: () => number } = {
    ...{ eosId: 0, schedule: { picking }, random: seeded(1), enter: async () => {}, isSafe: () => true },
    decode: (tokens) => `${tokens[0]} is my number`,
    learner: {
      ensemble,
      wordsOf: (tokens) => words(`${tokens[0]} is my number`),
      reference: {
        read: async (answers) => answers.map((one) => ({ features: [numberOf(one)] }) as unknown as Reading),
        dispose: async () => {},
      },
      rewards: (readings) => readings.map(({ features }) => (features as unknown as number[])[0]!),
      async sample(prompts, random) {
        drawn += prompts.length;
        return prompts.map(() => ({ response: [Math.floor(random() * 1e6), 0] }) as unknown as Generated);
      },
    },
  };
  return { line, numberOf, drawn: () => drawn };
}

test("of the reward model's first answers the one is shown that says most that wasn't said yet", () => {
  const { pick } = variedPicker({ keep: 2 });
  const answers = [
    candidate("bees are kind", 3),
    candidate("wasps are not kind", 2),
    candidate("what else is there to say", 1),
  ];
  expect(pick(answers)).toBe(1); // among the best two, it has more word pairs
  expect(pick(answers)).toBe(0); // the other one has been said
  expect(pick(answers)).toBe(0); // both have: the better one
  expect(pick([])).toBeUndefined();
});

test("with one kept, the best answer is shown, however often it was said", () => {
  const { pick } = variedPicker({ keep: 1 });
  const answers = [candidate("a b c d", 1), candidate("a b", 2)];
  expect([pick(answers), pick(answers)]).toEqual([1, 1]);
});

test("several picks of one prompt differ, and all come from what was drawn to it", async () => {
  const { line } = stage({ bestOf: 4, keep: 1 });
  const groups = [[5, 9, 7, 1, 99], [2, 3], []].map((numbers) =>
    numbers.map((one) => ({ text: String(one), ended: true, generated: { response: [one] } as unknown as Generated })),
  );
  const picks = await pickFor(line, groups, 2);
  // The fifth of the first prompt isn't among the first four, which are in the choice.
  expect(picks.map((some) => some.map(({ text }) => text))).toEqual([["9", "7"], ["3", "2"], []]);
});

test("finales keep picks once there is a reward model, and what is drawn before", async () => {
  const stored: Parameters<Finales["add"]>[2][] = [];
  const finales = {
    add: async (_: number, __: number, answers: (typeof stored)[0]) => void stored.push(answers),
    has: async () => false,
  };
  const stores = { finales: finales as unknown as Finales };
  const prompts = [{ id: "bees", text: "Why bees?" }];
  const [raw, picking] = [stage(PICKING, null), stage({ bestOf: 8, keep: 1 })];
  for (const { line } of [raw, picking])
    await finaleAnswers({ ...line, arenaId: MAIN_ARENA, stores })(1, [{ packId: undefined, prompts }]);
  expect([raw.drawn(), picking.drawn()]).toEqual([2, 8]);
  const numbers = stored.map((answers) => answers.map(({ tokens }) => tokens[0]!));
  expect(numbers.map((some) => some.length)).toEqual([2, 2]);
  const same = seeded(1_014);
  const all = Array.from({ length: 8 }, () => Math.floor(same() * 1e6)).sort((a, b) => b - a);
  expect(numbers[1]).toEqual(all.slice(0, 2));
});

test("picked answers meet the start's and picks of older versions, not what these said without picking", async () => {
  const { line } = stage();
  const prompts = Array.from({ length: 20 }, (_, i) => ({ id: `p${i}`, text: `Why ${i}?` }));
  const start = (id: string) => ({
    response: { text: `start ${id}`, tokens: [1, 0], ended: true, policyVersion: 0 },
    reading: { features: [1] } as unknown as Reading,
  });
  const starts = new Map(prompts.slice(0, 15).map(({ id }) => [id, [start(id)]]));
  const showdowns = pickedShowdowns(line, starts);
  expect(await showdowns(prompts, 0)).toEqual([]);
  const first = await showdowns(prompts, 1);
  expect(first.map(({ a, b }) => [a.policyVersion, b.policyVersion])).toEqual(first.map(() => [1, 0]));
  expect(first).toHaveLength(15); // nobody has answered the other prompts
  const second = await showdowns(prompts, 2);
  const shown = new Set(first.map(({ a }) => a.text));
  const met = second.map(({ b }) => b.policyVersion);
  expect([met.includes(0), met.includes(1)]).toEqual([true, true]);
  for (const { kind, a, b } of second) {
    expect([kind, a.policyVersion, a.reward]).toEqual(["showdown", 2, a.tokens[0]]);
    if (b.policyVersion === 1) expect(shown.has(b.text)).toBe(true);
  }
});

test("a server's settings stand before the model's own, and half is kept unless they say how many", () => {
  const own = { bestOf: 8, keep: 3 };
  expect(pickingBy({ bestOf: null, keep: null }, own)).toEqual(own);
  expect(pickingBy({ bestOf: 5, keep: null }, own)).toEqual({ bestOf: 5, keep: 3 });
  expect(pickingBy({ bestOf: 1, keep: 1 }, own)).toEqual({ bestOf: 1, keep: 1 });
});
