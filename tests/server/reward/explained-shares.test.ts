import { expect, test } from "vitest";
import { gaussian } from "../../../server/ml/model/initial-weights.ts";
import { explainedFigures, explainedShares } from "../../../server/reward/explained-shares.ts";
import { ensembleOf } from "../../../server/reward/reward-ensemble.ts";
import { featureGroups } from "../../../server/reward/reward-features.ts";
import { REWARD_GROUPS, tellingGroups } from "../../../shared/protocol/training/reward-groups.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const random = seeded(3);
const answers = Array.from({ length: 4_000 }, () => Float32Array.from({ length: 4 }, () => gaussian(random)));
const groups = [
  { name: "size", size: 2 },
  { name: "echo", size: 1 },
  { name: "terms", size: 1 },
];

test("independent groups explain what the squares of their weights say, and shares sum to 1", () => {
  const shares = explainedShares(Float64Array.of(3, 0, 1, 0), groups, answers);
  expect(shares[0]).toBeCloseTo(0.9, 1);
  expect(shares[1]).toBeCloseTo(0.1, 1);
  expect(shares[2]).toBe(0);
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
});

test("a group whose feature never differs explains nothing, however large its weight", () => {
  const still = answers.map((x) => Float32Array.of(1, 1, x[2]!, x[3]!));
  const shares = explainedShares(Float64Array.of(50, 9, 1, 0), groups, still);
  for (const [g, share] of [0, 1, 0].entries()) expect(shares[g]).toBeCloseTo(share, 10);
});

test("a group that only takes back what another says has no share, and equal scores give none", () => {
  const twice = answers.map((x) => Float32Array.of(x[0]!, 0, x[0]!, 0));
  expect(explainedShares(Float64Array.of(2, 0, -1, 0), groups, twice)).toEqual([1, 0, 0]);
  expect(explainedShares(new Float64Array(4), groups, answers)).toEqual([0, 0, 0]);
});

test("a fit's figures name the groups that tell much, and the lab reads them back, the first one first", () => {
  const ensemble = ensembleOf([Float64Array.of(1, 0, 2, 0.2)], answers, new Float64Array(4).fill(1));
  const figures = explainedFigures(ensemble, groups, answers);
  expect(Object.keys(figures)).toEqual(["explained/size", "explained/echo"]);
  expect(tellingGroups(figures).map(({ group }) => group)).toEqual(["echo", "size"]);
  expect(explainedFigures(null, groups, answers)).toEqual({});
});

test("every group of features has a name that the lab has words for", () => {
  expect(featureGroups(8).map(({ name }) => name)).toEqual([...REWARD_GROUPS]);
});
