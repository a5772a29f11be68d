import { expect, test } from "vitest";
import { goesBy } from "../../../client/lab/charts/goes-by.ts";
import { evidenceCharts, isEmpty, trainingCharts, withSteps } from "../../../client/lab/charts/lab-charts.ts";
import { labFigures } from "../../../client/lab/charts/lab-glance.ts";
import { VERSION_FACTS } from "../../../client/lab/versions/compare-versions.ts";
import { metVersions, milestones } from "../../../client/lab/versions/side-by-side.ts";
import type { EvidenceBoard } from "../../../shared/protocol/lab.ts";
import type { StepKind } from "../../../shared/protocol/training-methods.ts";

const at = "2026-01-01T00:00:00.000Z";
const step = (id: number, kind: StepKind, metrics: Record<string, number>, policyVersion = 1) => ({
  ...{ id, kind, policyVersion, metrics, at },
});
const version = (n: number, status: "promoted" | "rejected" | "rolled_back" = "promoted") => ({
  ...{
    version: n,
    status,
    reason: null,
    votes: 4,
    parent: 0,
    method: "ppo" as const,
    axes: [],
    lengthControlled: { rating: 1004, low: 980, high: 1028 },
    metrics: { kl: 2, safeShare: 1 },
    at,
  },
  ...{ rating: 1010, low: 990, high: 1030 },
});
const NOTHING: EvidenceBoard = {
  ...{ winRates: [], votes: { total: 0, spanMs: 1, spans: [] }, guesses: [], rounds: [] },
  watch: { versions: [], alarm: null },
};
const byName = <T extends { name: string }>(charts: readonly T[]) =>
  new Map(charts.map((chart) => [chart.name, chart]));

test("each chart has the steps of its kind, gaps where nothing was measured, and a mark where a version came in", () => {
  const charts = byName(
    trainingCharts([
      step(1, "reward", { accuracy: 0.6, calibration_error: 0.1 }),
      step(2, "ppo", { "objective/kl": 0.5, "policy/clipfrac_avg": 0.25 }),
      step(3, "ppo", { "objective/kl": Number.NaN }),
      step(4, "ppo", { "objective/kl": 2 }, 2),
    ]),
  );
  expect(charts.get("kl")).toMatchObject({ x: [1, 2, 3], marks: [2.5], lines: [{ y: [0.5, null, 2] }] });
  expect(charts.get("clip")!.lines[0]!.y).toEqual([25, null, null]);
  expect(charts.get("accuracy")!.lines.map(({ y }) => y)).toEqual([[60], [10], [50]]);
  expect(isEmpty(charts.get("reward")!)).toBe(true);
  expect(isEmpty(charts.get("kl")!)).toBe(false);
});

test("iterations of every method are drawn, and a figure that none of those at work has is left out", () => {
  const byDpo = [step(1, "dpo", { "objective/kl": 0.5 }), step(2, "sft", { loss: 2 }), step(3, "dpo", {}, 2)];
  const names = (steps: Parameters<typeof trainingCharts>[0]) => trainingCharts(steps).map(({ name }) => name);
  expect(names(byDpo)).toEqual(["accuracy", "reward", "kl", "entropy"]);
  expect(byName(trainingCharts(byDpo)).get("kl")).toMatchObject({
    x: [1, 2],
    marks: [1.5],
    lines: [{ y: [0.5, null] }],
  });
  const mixed = [...byDpo, step(4, "ppo", { "policy/clipfrac_avg": 0.1 }, 3)];
  expect(byName(trainingCharts(mixed)).get("clip")!.lines[0]!.y).toEqual([null, null, 10]);
  expect(names([])).toEqual(["accuracy", "reward", "kl", "entropy", "clip"]);
  expect(labFigures(null, null, byDpo).kl).toBe("0.50");
});

test("before anything happened every chart is empty", () => {
  expect([...trainingCharts([]), ...evidenceCharts(NOTHING)].filter((chart) => !isEmpty(chart))).toEqual([]);
});

test("what people say stands beside what the reward model expects, by distance from the start", () => {
  const unjudged = { version: 2, kl: 3, expected: 0.9, rate: null, low: null, high: null };
  const early = { version: 1, kl: 4, expected: null, rate: 0.6, low: 0.5, high: 0.7 };
  const charts = byName(evidenceCharts({ ...NOTHING, watch: { versions: [early, unjudged], alarm: null } }));
  expect(charts.get("overOptimisation")).toMatchObject({ along: "nats", x: [3, 4] });
  const lines = new Map(charts.get("overOptimisation")!.lines.map(({ name, y }) => [name, y]));
  expect(lines.get("judged")).toEqual([null, 60]);
  expect(lines.get("expected")).toEqual([90, null]);
  expect([lines.get("low"), lines.get("high")]).toEqual([
    [null, 50],
    [null, 70],
  ]);
});

test("votes are drawn over whole stretches of time, quiet spans included; fresh rounds as the share so far", () => {
  const spans = [0, 3].map((minute) => ({ at: new Date(minute * 60_000).toISOString(), votes: minute + 1 }));
  const rounds = [null, true, false, true].map((fresh) => ({ at, policyVersion: 1, votes: 1, fresh }));
  const charts = byName(evidenceCharts({ ...NOTHING, votes: { total: 5, spanMs: 60_000, spans }, rounds }));
  expect(charts.get("votes")).toMatchObject({ x: [0, 60, 120, 180], lines: [{ y: [1, 0, 0, 4] }] });
  expect(charts.get("fresh")).toMatchObject({ x: [1, 2, 3] });
  expect(charts.get("fresh")!.lines[0]!.y.map((share) => Math.round(share!))).toEqual([100, 50, 67]);
});

test("steps that come twice are kept once", () => {
  const known = [step(1, "ppo", {}), step(2, "ppo", {})];
  expect(withSteps(known, [step(2, "ppo", {}), step(3, "ppo", {})]).map(({ id }) => id)).toEqual([1, 2, 3]);
});

test("the figures at a glance say what is known, and nothing else", () => {
  expect(labFigures(null, null, [])).toEqual({
    ...{ version: null, winRate: null, accuracy: null, kl: null, votes: "0", fresh: null, grasp: null, goesBy: "" },
  });
  const winRates = [{ version: 2, rate: 0.7, low: 0.6, high: 0.8, votes: 1200, pairs: 50 }];
  const evidence = { ...NOTHING, winRates, votes: { total: 1200, spanMs: 1, spans: [] } };
  const steps = [
    step(1, "reward", { accuracy: 0.7, evidence: 0.2, comparisons_heard: 80 }),
    step(2, "ppo", { "objective/kl": 1.25 }),
    step(3, "ppo", {}),
  ];
  expect(
    labFigures(
      { lengthEffect: null, versions: [version(0), version(2), version(3, "rejected")], contestants: [] },
      evidence,
      steps,
    ),
  ).toEqual({
    ...{ version: "2", winRate: "70% (60%–80%)", accuracy: "70%", kl: "1.25", votes: "1,200", fresh: null },
    ...{ grasp: "none", goesBy: "" },
  });
});

test("what the reward model goes by is told in words, of its last fit, once held-out votes say that it goes by something", () => {
  const steps = (explained: Record<string, number>, evidence = 3) => [
    step(1, "reward", { evidence: 3, comparisons_heard: 80, "explained/affixes": 0.9 }),
    step(2, "reward", { evidence, comparisons_heard: 80, ...explained }),
    step(3, "ppo", {}),
  ];
  expect(goesBy(steps({ "explained/rhythm": 0.62, "explained/size": 0.2, "explained/echo": 0.1 }))).toBe(
    "The reward model tells answers apart mostly by the length of the sentences (62%), then by the length of the answer (20%).",
  );
  expect(goesBy(steps({ "explained/echo": 0.91 }))).toBe(
    "The reward model tells answers apart mostly by words taken from the question (91%).",
  );
  expect(goesBy(steps({ "explained/size": 0.3, "explained/echo": 0.35 }))).toBe(
    "The reward model tells answers apart by several things: words taken from the question (35%) and the length of the answer (30%).",
  );
  expect(goesBy(steps({ "explained/echo": 0.91 }, 0.1))).toBe("");
  expect(goesBy(steps({}))).toBe("");
  expect(goesBy([])).toBe("");
});

test("milestones: all versions while they are few, then version 0, every fifth or tenth and the newest", () => {
  expect(
    metVersions({
      lengthEffect: null,
      versions: [version(0), version(1, "rejected"), version(2, "rolled_back")],
      contestants: [],
    }),
  ).toEqual([0, 2]);
  expect(milestones([])).toEqual([]);
  expect(milestones([0, 1, 3])).toEqual([0, 1, 3]);
  expect(milestones(Array.from({ length: 13 }, (_, n) => n))).toEqual([0, 5, 10, 12]);
  expect(milestones([0, 1, 2, 4, 6, 7, 9, 11])).toEqual([0, 4, 9, 11]);
  expect(milestones(Array.from({ length: 41 }, (_, n) => n))).toEqual([0, 10, 20, 30, 40]);
  expect(milestones(Array.from({ length: 5000 }, (_, n) => n)).length).toBeLessThanOrEqual(5);
});

test("a version's facts say what was measured and leave open what was not", () => {
  const three = version(3);
  expect(VERSION_FACTS.rating(three)).toBe("too early to tell (990–1,030)");
  expect(VERSION_FACTS.lengthControlled(three)).toBe("too early to tell (980–1,028)");
  expect(VERSION_FACTS.kl(three)).toBe("2.00");
  expect(VERSION_FACTS.safeShare(three)).toBe("100%");
  expect(VERSION_FACTS.topPhraseShare(three)).toBeNull();
});
