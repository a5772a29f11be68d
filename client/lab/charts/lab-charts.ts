import type { EvidenceBoard, TrainingBoard } from "../../../shared/protocol/lab.ts";
import { type Figure, isMethod, METHOD_NAMES, METHOD_TABLE } from "../../../shared/protocol/training-methods.ts";

type Step = TrainingBoard["steps"][number];

export type ChartName = "winRate" | "votes" | "accuracy" | "predictions" | Figure | "fresh" | "overOptimisation";
export type LineName = ChartName | "low" | "high" | "calibration" | "ideal" | "chance" | "judged" | "expected";

/** One chart of the lab, ready to be drawn or read as a table. Shares are in percent. */
export interface LabChart {
  readonly name: ChartName;
  /** What the places along the bottom are; times are seconds since 1970. */
  readonly along: "version" | "time" | "fit" | "prediction" | "iteration" | "round" | "nats";
  readonly x: readonly number[];
  /** Each as long as `x`; null where there is no value. */
  readonly lines: readonly {
    readonly name: LineName;
    readonly look: "line" | "points" | "bars" | "bound" | "guide";
    readonly y: readonly (number | null)[];
  }[];
  /** Ends of the upright axis where they're fixed. */
  readonly range: readonly [number, number] | null;
  /** Places where a new version came in. */
  readonly marks: readonly number[];
}

const PERCENT = [0, 100] as const;
const numbered = (values: readonly unknown[]): number[] => values.map((_, i) => i + 1);

/** Where an iteration keeps a figure, under TRL's names, and what makes it percent. */
const FIGURES: Readonly<Record<Figure, { readonly metric: string; readonly scale: number }>> = {
  reward: { metric: "objective/scores", scale: 1 },
  kl: { metric: "objective/kl", scale: 1 },
  entropy: { metric: "objective/entropy", scale: 1 },
  clip: { metric: "policy/clipfrac_avg", scale: 100 },
};
const FIGURE_NAMES = Object.keys(FIGURES) as Figure[];

/** The charts of what the machine's training measures: of iterations those that the methods at work, or any before one was, have figures for. */
export function trainingCharts(steps: TrainingBoard["steps"]): readonly LabChart[] {
  const fits = steps.filter(({ kind }) => kind === "reward");
  const iterations = steps.filter(({ kind }) => isMethod(kind));
  const methods = METHOD_NAMES.filter((name) => iterations.length === 0 || steps.some(({ kind }) => kind === name));
  const figures: ReadonlySet<Figure> = new Set(methods.flatMap((name) => METHOD_TABLE[name].figures));
  const of = (some: readonly Step[], metric: string, scale = 1) =>
    some.map(({ metrics }) => (Number.isFinite(metrics[metric]) ? metrics[metric]! * scale : null));
  const marks = iterations.flatMap((step, i) =>
    i > 0 && step.policyVersion !== iterations[i - 1]!.policyVersion ? [i + 0.5] : [],
  );
  const overIterations = (name: Figure): LabChart => ({
    ...{ name, along: "iteration", x: numbered(iterations), range: null, marks },
    lines: [{ name, look: "line", y: of(iterations, FIGURES[name].metric, FIGURES[name].scale) }],
  });
  return [
    {
      ...{ name: "accuracy", along: "fit", x: numbered(fits), range: PERCENT, marks: [] },
      lines: [
        { name: "accuracy", look: "line", y: of(fits, "accuracy", 100) },
        { name: "calibration", look: "line", y: of(fits, "calibration_error", 100) },
        { name: "chance", look: "guide", y: fits.map(() => 50) },
      ],
    },
    ...FIGURE_NAMES.filter((name) => figures.has(name)).map(overIterations),
  ];
}

/** The charts of what people's votes say. */
export function evidenceCharts({ winRates, votes, guesses, rounds, watch }: EvidenceBoard): readonly LabChart[] {
  const percent = (values: readonly number[]) => values.map((value) => 100 * value);
  const counted = rounds.filter(({ fresh }) => fresh !== null);
  const spans = filled(votes);
  const byKl = watch.versions.toSorted((a, b) => a.kl - b.kl);
  const known = (values: readonly (number | null)[]) => values.map((value) => (value === null ? null : 100 * value));
  return [
    {
      ...{ name: "winRate", along: "version", x: winRates.map(({ version }) => version), range: PERCENT, marks: [] },
      lines: [
        { name: "winRate", look: "points", y: percent(winRates.map(({ rate }) => rate)) },
        { name: "low", look: "bound", y: percent(winRates.map(({ low }) => low)) },
        { name: "high", look: "bound", y: percent(winRates.map(({ high }) => high)) },
        { name: "chance", look: "guide", y: winRates.map(() => 50) },
      ],
    },
    {
      ...{ name: "votes", along: "time", x: spans.map(({ at }) => at / 1000), range: null, marks: [] },
      lines: [{ name: "votes", look: "bars", y: spans.map((span) => span.votes) }],
    },
    {
      ...{
        name: "predictions",
        along: "prediction",
        x: percent(guesses.map(({ guessed }) => guessed)),
        range: PERCENT,
        marks: [],
      },
      lines: [
        { name: "predictions", look: "points", y: percent(guesses.map(({ voted }) => voted)) },
        { name: "ideal", look: "guide", y: percent(guesses.map(({ guessed }) => guessed)) },
      ],
    },
    {
      ...{ name: "fresh", along: "round", x: numbered(counted), range: PERCENT, marks: [] },
      lines: [{ name: "fresh", look: "line", y: runningShare(counted.map(({ fresh }) => fresh === true)) }],
    },
    {
      ...{ name: "overOptimisation", along: "nats", x: byKl.map(({ kl }) => kl), range: PERCENT, marks: [] },
      lines: [
        { name: "judged", look: "points", y: known(byKl.map(({ rate }) => rate)) },
        { name: "low", look: "bound", y: known(byKl.map(({ low }) => low)) },
        { name: "high", look: "bound", y: known(byKl.map(({ high }) => high)) },
        { name: "expected", look: "line", y: known(byKl.map(({ expected }) => expected)) },
        { name: "chance", look: "guide", y: byKl.map(() => 50) },
      ],
    },
  ];
}

export const isEmpty = ({ lines }: LabChart): boolean =>
  lines.every(({ look, y }) => look === "guide" || y.every((value) => value === null));

/** Spans without votes are drawn too, as nothing: times in milliseconds. */
function filled({ spans, spanMs }: EvidenceBoard["votes"]): { at: number; votes: number }[] {
  const counts = new Map(spans.map(({ at, votes }) => [Date.parse(at), votes]));
  const times = [...counts.keys()];
  if (times.length === 0) return [];
  const first = Math.min(...times);
  const length = Math.round((Math.max(...times) - first) / spanMs) + 1;
  return Array.from({ length }, (_, i) => ({ at: first + i * spanMs, votes: counts.get(first + i * spanMs) ?? 0 }));
}

/** The share so far, in percent. */
function runningShare(values: readonly boolean[]): number[] {
  let sum = 0;
  return values.map((value, i) => {
    sum += Number(value);
    return (100 * sum) / (i + 1);
  });
}

/** Adds what is new; a step that is already there (after a reconnection) is not added twice. */
export function withSteps(known: TrainingBoard["steps"], more: TrainingBoard["steps"]): TrainingBoard["steps"] {
  const last = known.at(-1)?.id ?? -1;
  return [...known, ...more.filter((step) => step.id > last)];
}
