import type { EvidenceBoard, TrainingBoard } from "../../../shared/protocol/lab.ts";
import { type Figure, isMethod, METHOD_NAMES, METHOD_TABLE } from "../../../shared/protocol/training-methods.ts";
import type { StringKey } from "../../i18n/t.ts";

type Steps = TrainingBoard["steps"];
/** The names that follow a prefix among the keys of the words on screen. */
type Worded<Prefix extends string> = StringKey extends infer K
  ? K extends `${Prefix}${infer Name}`
    ? Name
    : never
  : never;

/** What is drawn of a chart. Shares are in percent. */
interface Drawing {
  readonly x: readonly number[];
  /** Each as long as `x`; null where there is no value. */
  readonly lines: readonly {
    readonly name: Worded<"lab.line.">;
    readonly look: "line" | "points" | "bars" | "bound" | "guide";
    readonly y: readonly (number | null)[];
  }[];
  /** Places where a new version came in. */
  readonly marks?: readonly number[];
}

/** A chart as the tables below define it. `along` says what runs along the bottom; times are seconds since 1970. */
interface ChartKind<Source> {
  readonly along: Worded<"lab.along.">;
  /** Ends of the upright axis where they are fixed. */
  readonly range: readonly [number, number] | null;
  readonly draw: (source: Source) => Drawing;
}

const PERCENT = [0, 100] as const;
const numbered = (values: readonly unknown[]): number[] => values.map((_, i) => i + 1);
const percents = (values: readonly (number | null)[]) => values.map((value) => (value === null ? null : 100 * value));

/** The charts of what people's votes say. */
const EVIDENCE = {
  winRate: {
    along: "version",
    range: PERCENT,
    draw: ({ winRates }) => ({
      x: winRates.map(({ version }) => version),
      lines: [
        { name: "winRate", look: "points", y: percents(winRates.map(({ rate }) => rate)) },
        { name: "low", look: "bound", y: percents(winRates.map(({ low }) => low)) },
        { name: "high", look: "bound", y: percents(winRates.map(({ high }) => high)) },
        { name: "chance", look: "guide", y: winRates.map(() => 50) },
      ],
    }),
  },
  overOptimisation: {
    along: "nats",
    range: PERCENT,
    draw({ watch }) {
      const byKl = watch.versions.toSorted((a, b) => a.kl - b.kl);
      return {
        x: byKl.map(({ kl }) => kl),
        lines: [
          { name: "judged", look: "points", y: percents(byKl.map(({ rate }) => rate)) },
          { name: "low", look: "bound", y: percents(byKl.map(({ low }) => low)) },
          { name: "high", look: "bound", y: percents(byKl.map(({ high }) => high)) },
          { name: "expected", look: "line", y: percents(byKl.map(({ expected }) => expected)) },
          { name: "chance", look: "guide", y: byKl.map(() => 50) },
        ],
      };
    },
  },
  votes: {
    along: "time",
    range: null,
    draw({ votes }) {
      const spans = filled(votes);
      return {
        x: spans.map(({ at }) => at / 1000),
        lines: [{ name: "votes", look: "bars", y: spans.map((span) => span.votes) }],
      };
    },
  },
  predictions: {
    along: "prediction",
    range: PERCENT,
    draw({ guesses }) {
      const predicted = guesses.map(({ guessed }) => 100 * guessed);
      return {
        x: predicted,
        lines: [
          { name: "predictions", look: "points", y: guesses.map(({ voted }) => 100 * voted) },
          { name: "ideal", look: "guide", y: predicted },
        ],
      };
    },
  },
  fresh: {
    along: "round",
    range: PERCENT,
    draw({ rounds }) {
      const counted = rounds.filter(({ fresh }) => fresh !== null);
      const shares = runningShare(counted.map(({ fresh }) => fresh === true));
      return { x: numbered(counted), lines: [{ name: "fresh", look: "line", y: shares }] };
    },
  },
} as const satisfies Readonly<Record<string, ChartKind<EvidenceBoard>>>;

/** The charts of what training measures. */
const TRAINING = {
  accuracy: {
    along: "fit",
    range: PERCENT,
    draw(steps) {
      const fits = steps.filter(({ kind }) => kind === "reward");
      return {
        x: numbered(fits),
        lines: [
          { name: "accuracy", look: "line", y: measured(fits, "accuracy", 100) },
          { name: "calibration", look: "line", y: measured(fits, "calibration_error", 100) },
          { name: "chance", look: "guide", y: fits.map(() => 50) },
        ],
      };
    },
  },
  reward: overIterations("reward", "objective/scores"),
  kl: overIterations("kl", "objective/kl"),
  entropy: overIterations("entropy", "objective/entropy"),
  clip: overIterations("clip", "policy/clipfrac_avg", 100),
} as const satisfies Readonly<Record<Figure | "accuracy", ChartKind<Steps>>>;

/** A figure of every iteration, whatever its method: `metric` is TRL's name of it, and `scale` makes it percent. */
function overIterations(name: Figure, metric: string, scale = 1): ChartKind<Steps> {
  return {
    along: "iteration",
    range: null,
    draw(steps) {
      const iterations = steps.filter(({ kind }) => isMethod(kind));
      const marks = iterations.flatMap((step, i) =>
        i > 0 && step.policyVersion !== iterations[i - 1]!.policyVersion ? [i + 0.5] : [],
      );
      return {
        x: numbered(iterations),
        lines: [{ name, look: "line", y: measured(iterations, metric, scale) }],
        marks,
      };
    },
  };
}

const measured = (steps: Steps, metric: string, scale: number) =>
  steps.map(({ metrics }) => (Number.isFinite(metrics[metric]) ? metrics[metric]! * scale : null));

type EvidenceName = keyof typeof EVIDENCE;
type TrainingName = keyof typeof TRAINING;
export type ChartName = EvidenceName | TrainingName;
export const EVIDENCE_CHARTS = Object.keys(EVIDENCE) as readonly EvidenceName[];
export const TRAINING_CHARTS = Object.keys(TRAINING) as readonly TrainingName[];

/** One chart of the lab, ready to be drawn or read as a table. */
export interface LabChart extends Required<Drawing>, Pick<ChartKind<never>, "along" | "range"> {
  readonly name: ChartName;
}

function drawn<Source>(name: ChartName, { along, range, draw }: ChartKind<Source>, source: Source): LabChart {
  return { name, along, range, marks: [], ...draw(source) };
}

export const evidenceCharts = (board: EvidenceBoard): readonly LabChart[] =>
  EVIDENCE_CHARTS.map((name) => drawn(name, EVIDENCE[name], board));

/** A figure is left out when none of the methods that made an iteration has it. Before the first iteration nothing is left out. */
export function trainingCharts(steps: Steps): readonly LabChart[] {
  const used = METHOD_NAMES.filter((name) => steps.some(({ kind }) => kind === name));
  const methods = used.length === 0 ? METHOD_NAMES : used;
  const figures: ReadonlySet<TrainingName> = new Set(
    methods.flatMap((name): readonly Figure[] => METHOD_TABLE[name].figures),
  );
  return TRAINING_CHARTS.filter((name) => name === "accuracy" || figures.has(name)).map((name) =>
    drawn(name, TRAINING[name], steps),
  );
}

export const isEmpty = ({ lines }: LabChart): boolean =>
  lines.every(({ look, y }) => look === "guide" || y.every((value) => value === null));

/** Adds the spans without votes. Times are in milliseconds. */
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
export function withSteps(known: Steps, more: Steps): Steps {
  const last = known.at(-1)?.id ?? -1;
  return [...known, ...more.filter((step) => step.id > last)];
}
