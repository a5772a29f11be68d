import { expect, test } from "vitest";
import {
  expectedInformation,
  foreseeVote,
  marginVariance,
  scorePosterior,
} from "../../../server/reward/score-posterior.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const answers = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(1, 1)];
const judged = { a: Float32Array.of(2, 0), b: Float32Array.of(0, 0), label: 1, bothBad: 0 };

test("without comparisons the scores have the prior's covariance, x xᵀ / l2, and mean 0", () => {
  const { mean, covariance } = scorePosterior(null, [], 2, answers);
  expect([...mean]).toEqual([0, 0, 0]);
  const expected = [
    [0.5, 0, 0.5],
    [0, 0.5, 0.5],
    [0.5, 0.5, 1],
  ];
  for (const [i, row] of covariance.entries())
    for (const [j, value] of row.entries()) expect(value).toBeCloseTo(expected[i]![j]!, 12);
  expect(marginVariance(covariance, 0, 1)).toBeCloseTo(1, 12);
});

test("a comparison adds p (1 - p) x xᵀ to the precision, times its weight", () => {
  // Margin 2 x 0.5 = 1, p = 0.731: precision 2 + 0.1966 x 4 along the first axis, 2 along the second.
  const head = Float64Array.of(0.5, -1);
  const along = (weight: number) => scorePosterior(head, [{ ...judged, weight }], 2, answers);
  const { mean, covariance } = along(1);
  expect([...mean]).toEqual([0.5, -1, -0.5]);
  expect(covariance[0]![0]).toBeCloseTo(1 / 2.78645, 5);
  expect(covariance[1]![1]).toBeCloseTo(0.5, 12);
  expect(along(3).covariance[0]![0]).toBeCloseTo(1 / (2 + 3 * 0.78645), 5);
});

test("a vote that is foreseen takes off what it takes off once it is cast", () => {
  const { covariance } = scorePosterior(null, [], 2, answers);
  foreseeVote(covariance, 0, 1, 0.25);
  const cast = { a: answers[0]!, b: answers[1]!, label: 1, bothBad: 0 };
  const after = scorePosterior(null, [cast], 2, answers).covariance;
  for (const [i, row] of covariance.entries())
    for (const [j, value] of row.entries()) expect(value).toBeCloseTo(after[i]![j]!, 12);
});

test("solved in few comparisons or in few weights it is the same, with a precision of its own for each weight", () => {
  const random = seeded(3);
  const vector = (width: number) => Float32Array.from({ length: width }, () => random() - 0.5);
  const asked = [vector(6), vector(6), vector(6)];
  const precision = Float64Array.of(1, 2, 3, 4, 5, 6);
  const votes = Array.from({ length: 4 }, () => ({ a: vector(6), b: vector(6), label: 1, bothBad: 0 }));
  const few = scorePosterior(null, votes, precision, asked).covariance;
  // The same votes in four parts each are more than there are weights.
  const parts = votes.flatMap((vote) => Array.from({ length: 4 }, () => ({ ...vote, weight: 0.25 })));
  const many = scorePosterior(null, parts, precision, asked).covariance;
  for (const [i, row] of few.entries())
    for (const [j, value] of row.entries()) expect(value).toBeCloseTo(many[i]![j]!, 10);
});

test("a vote is expected to tell p (1 - p) where the margin is known, and less where a margin of 0 could be anything", () => {
  const p = 1 / (1 + Math.exp(-1.2));
  expect(expectedInformation(1.2, 0)).toBeCloseTo(p * (1 - p), 12);
  // The mean of p (1 - p) over a normal margin of mean 0 and variance 4.
  expect(Math.abs(expectedInformation(0, 4) - quadrature(0, 2))).toBeLessThan(0.01);
  expect(Math.abs(expectedInformation(1.5, 4) - quadrature(1.5, 2))).toBeLessThan(0.01);
});

function quadrature(mean: number, deviation: number): number {
  let [sum, total] = [0, 0];
  for (let z = -6; z <= 6; z += 0.01) {
    const p = 1 / (1 + Math.exp(-mean - deviation * z));
    const weight = Math.exp((-z * z) / 2);
    sum += weight * p * (1 - p);
    total += weight;
  }
  return sum / total;
}
