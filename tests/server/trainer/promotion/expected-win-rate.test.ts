import { expect, test } from "vitest";
import type { Reading } from "../../../../server/ml/training/reference-model.ts";
import type { RewardEnsemble } from "../../../../server/reward/reward-ensemble.ts";
import { sigmoid } from "../../../../server/stats/sigmoid.ts";
import { type AnswerPool, answersByPrompt } from "../../../../server/trainer/pool/answer-pool.ts";
import { expectedWinRate } from "../../../../server/trainer/promotion/promotion.ts";

/** Answers whose one feature is their score; two to each prompt. */
function poolOf(scores: Readonly<Record<string, readonly [number, number]>>): AnswerPool {
  const ids = Object.keys(scores);
  const each = ids.flatMap((id) => scores[id]!.map((score) => ({ id, score })));
  const reading = (score: number): Reading => ({ refLogProbs: new Float32Array(1), features: Float32Array.of(score) });
  return {
    prompts: ids.map((id) => ({ id, text: id })),
    perPrompt: 2,
    generated: each.map(() => ({ prompt: [1], response: [2], logProbs: [0], states: new Float32Array(0) })),
    texts: each.map(({ id, score }) => `${id} ${score}`),
    ended: each.map(() => true),
    words: each.map(() => []),
    readings: each.map(({ score }) => reading(score)),
  };
}
const ensemble: RewardEnsemble = { heads: [Float64Array.of(1)], mean: [0], std: [1], precision: Float64Array.of(1) };
const learner = { ensemble, scale: ({ features }: Reading) => features };
const anything = () => true;
const startOf = (pool: AnswerPool, isSafe = anything) => answersByPrompt(pool, 0, isSafe);

test("by hand: answers to one prompt are compared, each with each, and prompts count alike", () => {
  const start = startOf(poolOf({ easy: [5, 5], hard: [-5, -5] }));
  const candidate = poolOf({ hard: [-4, -5], easy: [5, 5] });
  const hard = (sigmoid(1) + 0.5) / 2;
  expect(expectedWinRate(learner, candidate, start, anything)).toBeCloseTo((hard + 0.5) / 2, 6);
});

test("the same answers to other prompts win nothing: how easy a prompt is doesn't count", () => {
  const start = startOf(poolOf({ easy: [5, 5], hard: [-5, -5] }));
  expect(expectedWinRate(learner, poolOf({ easy: [5, 5] }), start, anything)).toBeCloseTo(0.5, 10);
});

test("isn't known without a reward model, or where both answered no prompt that players may see", () => {
  const start = startOf(poolOf({ one: [1, 2] }));
  expect(expectedWinRate({ ...learner, ensemble: null }, poolOf({ one: [1, 2] }), start, anything)).toBeNaN();
  expect(expectedWinRate(learner, poolOf({ other: [1, 2] }), start, anything)).toBeNaN();
  expect(expectedWinRate(learner, poolOf({ one: [1, 2] }), start, () => false)).toBeNaN();
});
