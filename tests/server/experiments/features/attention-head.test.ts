import { expect, test } from "vitest";
import { attentionForm, attentionHead } from "../../../../server/experiments/features/attention-head.ts";
import type { Drawn, DrawnAnswers } from "../../../../server/experiments/features/drawn-answers.ts";
import { castVotes, linearHead, measureReward } from "../../../../server/experiments/features/learnt-reward.ts";
import { gaussian } from "../../../../server/ml/model/initial-weights.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const SIZE = 8;
const TOKENS = 6;

test("an attention head's gradient is that of its score", () => {
  const random = seeded(3);
  const form = attentionForm(2, 3);
  const draw = (length: number) => Float64Array.from({ length }, () => gaussian(random));
  const point = draw(2 + 4 * 2 * 3);
  const answer = { x: draw(2), states: [draw(3), draw(3), draw(3)] };
  const gradient = new Float64Array(point.length);
  form.addGradient(gradient, 2, point, answer);
  for (let i = 0; i < point.length; i++) {
    const step = (by: number) => form.score(point.with(i, point[i]! + by), answer);
    expect(gradient[i]).toBeCloseTo((2 * (step(1e-5) - step(-1e-5))) / 2e-5, 6);
  }
});

/** Answers whose taste is a number that one token alone holds, marked by another number; the others' tokens hold numbers that say nothing. */
function planted(seed: number, prompts: number) {
  const random = seeded(seed);
  const perPrompt = 16;
  const truth: number[] = [];
  const states = Array.from({ length: prompts * perPrompt }, () => {
    const values = Float32Array.from({ length: TOKENS * SIZE }, () => gaussian(random));
    for (let t = 0; t < TOKENS; t++) values[t * SIZE] = 0;
    const told = Math.floor(random() * TOKENS) * SIZE;
    values[told] = 5;
    truth.push(values[told + 1]!);
    return values;
  });
  const features = states.map((values) => {
    const mean = new Float32Array(SIZE);
    for (const [i, value] of values.entries()) mean[i % SIZE]! += value / TOKENS;
    return mean;
  });
  const answers = states.map((_, i) => ({ prompt: `p${Math.floor(i / perPrompt)}`, response: `${i}` }));
  return { truth, drawn: { answers, features, states, perPrompt } satisfies DrawnAnswers };
}

test("learnt queries find the token that tells, which a mean over tokens hides", () => {
  const [voted, heldOut] = [planted(1, 30), planted(2, 10)];
  const drawn: Drawn = {
    groups: [{ name: "states", size: SIZE }],
    stateSize: SIZE,
    voted: voted.drawn,
    heldOut: heldOut.drawn,
  };
  const votes = castVotes(voted.drawn, voted.truth, { count: 400, noise: 0.05, seed: 1 });
  const accuracy = (learn: typeof linearHead) =>
    measureReward(heldOut.drawn.perPrompt, heldOut.truth, heldOut.drawn.features.map(learn(drawn, votes))).accuracy;
  expect(accuracy(linearHead)).toBeLessThan(0.75);
  expect(accuracy(attentionHead)).toBeGreaterThan(accuracy(linearHead) + 0.1);
});
