import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { t } from "../i18n/t.ts";
import type { Series } from "../presenters/training-series.ts";
import { element, setText } from "./element.ts";

const HEIGHT = 190;

/** One metric over training steps. The canvas is described in words for those who can't see it. */
export function lineChart(series: Series): { root: HTMLElement; update(series: Series): void } {
  const title = t(`boards.chart.${series.chart}`);
  const words = element("figcaption", { class: "visually-hidden" });
  const canvas = element("div", { class: "chart-canvas", attributes: { "aria-hidden": "true" } });
  const root = element("figure", { class: "chart" }, element("h3", { text: title }), canvas, words);
  const axis: uPlot.Axis = { stroke: "#231942", grid: { stroke: "#23194222", width: 1 }, font: "13px system-ui" };
  const plot = new uPlot(
    {
      width: 320,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false } },
      axes: [axis, { ...axis, size: 52 }],
      series: [{}, { stroke: "#6236c0", width: 3, fill: "#6236c01f", points: { show: series.x.length < 40, size: 7 } }],
    },
    dataOf(series),
    canvas,
  );
  new ResizeObserver(() => {
    if (canvas.clientWidth > 0) plot.setSize({ width: canvas.clientWidth, height: HEIGHT });
  }).observe(canvas);
  const describe = (now: Series): void =>
    setText(words, t("boards.chartText", { title, count: now.x.length, last: now.y.at(-1)?.toFixed(3) ?? "" }));
  describe(series);
  return {
    root,
    update(next) {
      plot.setData(dataOf(next));
      describe(next);
    },
  };
}

function dataOf(series: Series): uPlot.AlignedData {
  return [[...series.x], [...series.y]];
}
