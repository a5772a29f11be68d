import type { TrainingBoard } from "../../shared/protocol/boards.ts";

type Step = TrainingBoard["steps"][number];

/** One chart: the values of one metric over the training steps that have it. */
export interface Series {
  readonly chart: ChartName;
  /** Step ids and values, of equal length. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export type ChartName = "reward" | "kl" | "accuracy" | "margin";

const CHARTS: readonly { chart: ChartName; kind: Step["kind"]; metric: string }[] = [
  { chart: "accuracy", kind: "reward", metric: "accuracy" },
  { chart: "margin", kind: "reward", metric: "margin" },
  { chart: "reward", kind: "ppo", metric: "objective/scores" },
  { chart: "kl", kind: "ppo", metric: "objective/kl" },
];

/** The charts that have at least one value. */
export function trainingSeries(steps: TrainingBoard["steps"]): readonly Series[] {
  return CHARTS.map(({ chart, kind, metric }) => {
    const points = steps.filter((step) => step.kind === kind && Number.isFinite(step.metrics[metric]));
    return { chart, x: points.map((step) => step.id), y: points.map((step) => step.metrics[metric]!) };
  }).filter(({ x }) => x.length > 0);
}

/** Adds what is new; a step that is already there (after a reconnection) is not added twice. */
export function withSteps(known: TrainingBoard["steps"], more: TrainingBoard["steps"]): TrainingBoard["steps"] {
  const last = known.at(-1)?.id ?? -1;
  return [...known, ...more.filter((step) => step.id > last)];
}
