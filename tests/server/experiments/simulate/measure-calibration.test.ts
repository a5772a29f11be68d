import { expect, test } from "vitest";
import { measureCalibration } from "../../../../server/experiments/simulate/measure-calibration.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const random = seeded(11);
/** Answers that are numbers, which the crowd likes the more the larger they are; the reward model reads the number. */
const answers = (prompts: number, each: number) => {
  const some = Array.from({ length: prompts * each }, (_, i) => ({
    prompt: `p${Math.floor(i / each)}`,
    response: (2 * random()).toFixed(4),
  }));
  const readings = some.map(({ response }) => ({
    features: Float32Array.of(Number(response)),
    refLogProbs: new Float32Array(),
  }));
  return { answers: some, readings };
};
const [start, trained] = [answers(40, 8), answers(40, 8)];
const taste = { score: ({ response }: { response: string }) => Number(response) };
const crowd = { campAt: () => ({ name: "more", share: 1, taste }), tastes: [{ share: 1, taste }] };
const told = { accuracy: 0.6, calibrationError: 0.1, margin: 1, evidence: 3, comparisons: 50 };

function measured(slope: number, noise: number) {
  const ensemble = { heads: [Float64Array.of(slope)], mean: [0], std: [1], precision: Float64Array.of(1) };
  const learner = { ensemble, scale: ({ features }: { features: Float32Array }) => features };
  return measureCalibration(learner, start, trained, crowd, noise, seeded(5), told);
}

test("a reward model that gives the crowd's own shares is well calibrated, one that is three times as sure is not", () => {
  const [right, oversure] = [measured(2, 0), measured(6, 0)];
  expect(right.freshCalibration).toBeLessThan(0.03);
  expect(Math.abs(right.overconfidence)).toBeLessThan(0.03);
  expect(oversure.freshCalibration).toBeGreaterThan(0.1);
  expect(oversure.overconfidence).toBeGreaterThan(0.1);
});

test("what is told stands beside fresh votes, which flips make harder to predict, and beside the taste itself", () => {
  const [clean, noisy] = [measured(2, 0), measured(2, 0.3)];
  expect(clean).toMatchObject({ toldAccuracy: 0.6, toldCalibration: 0.1, trueAccuracy: 1 });
  expect(noisy.trueAccuracy).toBe(1);
  expect(clean.freshAccuracy).toBeLessThan(1);
  expect(noisy.freshAccuracy).toBeLessThan(clean.freshAccuracy - 0.1);
});

test("nothing is known before the first fit", () => {
  const learner = { ensemble: null, scale: () => new Float32Array() };
  const none = measureCalibration(learner, start, trained, crowd, 0, seeded(5), null);
  expect(Object.values(none)).toEqual(new Array(6).fill(Number.NaN));
});
