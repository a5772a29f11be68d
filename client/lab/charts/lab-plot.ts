import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { t } from "../../i18n/t.ts";
import { decimals, significant, timeMark } from "../../ui/numbers.ts";
import type { LabChart } from "./lab-charts.ts";

const HEIGHT = 230;
/** Steps between marks: whole numbers, and whole minutes, hours or days in seconds. */
const COUNTS = [1, 2, 5]
  .flatMap((step) => [1, 10, 100, 1_000, 10_000].map((scale) => step * scale))
  .sort((x, y) => x - y);
const FRACTIONS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const TIMES = [
  60,
  300,
  900,
  1_800,
  3_600,
  7_200,
  21_600,
  43_200,
  ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * 86_400),
];

/** The drawing of a chart, in the colours of the page; `redraw` takes them anew. */
export interface LabPlot {
  show(chart: LabChart): void;
  redraw(): void;
}

export function labPlot(parent: HTMLElement, first: LabChart): LabPlot {
  let chart = first;
  let plot = draw(parent, chart);
  new ResizeObserver(() => {
    if (parent.clientWidth > 0) plot.setSize({ width: parent.clientWidth, height: heightOf(parent) });
  }).observe(parent);
  const redraw = (): void => {
    plot.destroy();
    plot = draw(parent, chart);
  };
  return {
    show(next) {
      chart = next;
      redraw(); // marks and the look of few points depend on the data
    },
    redraw,
  };
}

const heightOf = (parent: HTMLElement): number => Math.max(HEIGHT, Math.round(parent.clientWidth * 0.45));

/** A big screen gets bigger letters. */
function draw(parent: HTMLElement, chart: LabChart): uPlot {
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const [ink, muted, mind, second, gold] = ["--ink", "--muted", "--mind", "--b", "--a"].map(colour) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const size = Math.round(Number.parseFloat(getComputedStyle(parent).fontSize) * 0.82);
  const font = `600 ${size}px ${getComputedStyle(parent).fontFamily}`;
  const axis: uPlot.Axis = { stroke: ink, font, grid: { stroke: `${muted}33`, width: 1 }, ticks: { stroke: muted } };
  const strokes = [mind, second];
  const stretch = (chart.x.at(-1) ?? 0) - (chart.x[0] ?? 0);
  const along = (value: number): string => {
    if (chart.along === "time") return timeMark(value, stretch);
    return chart.along === "nats" ? String(Number(value.toFixed(2))) : decimals(value, 0);
  };
  const shown = chart.lines.filter(({ look }) => look !== "bound");
  const bounds = chart.lines.filter(({ look }) => look === "bound");

  const series = chart.lines.map(({ name, look }): uPlot.Series => {
    const stroke = look === "guide" ? gold : (strokes[shown.findIndex((line) => line.name === name)] ?? mind);
    const label = t(`lab.line.${name}`);
    const value = (_: uPlot, at: number | null): string => (at === null ? "" : significant(at));
    if (look === "guide") return { label, stroke, value, width: 2, dash: [6, 6], points: { show: false } };
    if (look === "bound")
      return { label, stroke: "transparent", class: "lab-bound", width: 0, points: { show: false } };
    if (look === "bars") {
      const paths = uPlot.paths.bars!({ size: [0.8, 60], align: 1 });
      return { label, stroke, value, fill: `${stroke}99`, width: 1, paths, points: { show: false } };
    }
    if (look === "points") {
      return { label, stroke, value, width: 0, points: { show: true, size: 12, fill: stroke }, paths: () => null };
    }
    const dash = stroke === second ? [10, 4] : [];
    return { label, stroke, value, width: 3, dash, points: { show: chart.x.length < 30, size: 7 } };
  });

  return new uPlot(
    {
      width: Math.max(200, parent.clientWidth),
      height: heightOf(parent),
      cursor: { drag: { x: false, y: false }, focus: { prox: 30 } },
      legend: { live: true },
      scales: {
        x: { time: chart.along === "time", range: xRange(chart) },
        y: { range: yRange(chart) },
      },
      axes: [
        {
          ...axis,
          label: t(`lab.along.${chart.along}`),
          labelFont: font,
          labelSize: size * 1.8,
          size: size * 2.6,
          space: size * 5,
          incrs: chart.along === "time" ? TIMES : chart.along === "nats" ? FRACTIONS : COUNTS,
          values: (_, at) => at.map(along),
        },
        { ...axis, label: t(`lab.unit.${chart.name}`), labelFont: font, labelSize: size * 1.8, size: size * 3.8 },
      ],
      series: [
        { label: t(`lab.along.${chart.along}`), value: (_, at: number | null) => (at === null ? "" : along(at)) },
        ...series,
      ],
      hooks: {
        draw: [
          (plot) => {
            drawMarks(plot, chart.marks, gold);
            if (bounds.length === 2) drawIntervals(plot, chart.x, bounds[0]!.y, bounds[1]!.y, mind);
          },
        ],
      },
    },
    [[...chart.x], ...chart.lines.map(({ y }) => [...y])],
    parent,
  );
}

/** Bars and single points need room at both ends. */
function xRange({ x, along }: LabChart): uPlot.Scale.Range {
  const [first, last] = [x[0] ?? 0, x.at(-1) ?? 1];
  if (along === "prediction") return [0, 100];
  const gap = x.length > 1 ? (last - first) / (x.length - 1) : along === "time" ? 60 : 1;
  if (along === "time") return [first - gap * 0.3, last + gap * 1.3];
  return along === "version" || x.length === 1 ? [first - 0.6 * gap, last + 0.6 * gap] : [first, last];
}

/** An axis with bars begins at 0: a higher one would hide small bars. */
function yRange({ range, lines }: LabChart): uPlot.Scale.Range {
  if (range !== null) return [range[0], range[1]];
  const barred = lines.some(({ look }) => look === "bars");
  return (_, least, most) => uPlot.rangeNum(barred ? 0 : least, most, 0.1, true);
}

/** Dashed vertical lines where a new version came in. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, marks: readonly number[], colour: string): void {
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([3, 5]);
  for (const mark of marks) {
    const x = valToPos(mark, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function drawIntervals(
  { ctx, valToPos }: uPlot,
  x: readonly number[],
  low: readonly (number | null)[],
  high: readonly (number | null)[],
  colour: string,
): void {
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 3;
  ctx.setLineDash([]);
  for (const [i, at] of x.entries()) {
    const [from, to] = [low[i], high[i]];
    if (from === null || from === undefined || to === null || to === undefined) continue;
    const [place, bottom, top] = [valToPos(at, "x", true), valToPos(from, "y", true), valToPos(to, "y", true)];
    ctx.beginPath();
    ctx.moveTo(place, bottom);
    ctx.lineTo(place, top);
    for (const end of [bottom, top]) {
      ctx.moveTo(place - 6, end);
      ctx.lineTo(place + 6, end);
    }
    ctx.stroke();
  }
  ctx.restore();
}
