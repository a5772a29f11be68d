import { t } from "../../i18n/t.ts";
import { onSettingsChange } from "../../settings/viewer-settings.ts";
import { dataTable, type TableColumn, type TableText, tableText } from "../../ui/data-table.ts";
import { element } from "../../ui/element.ts";
import { decimals, moment, significant } from "../../ui/numbers.ts";
import { type ChartName, isEmpty, type LabChart } from "./lab-charts.ts";
import type { LabPlot } from "./lab-plot.ts";

/** Rows of the table alternative, the newest ones. */
const ROWS = 100;

/**
 * A chart with its explanation, and the same figures as a table for those who can't see it. Nothing is drawn before there is
 * something to draw.
 */
export function labChart(name: ChartName): { root: HTMLElement; update(chart: LabChart): void } {
  const title = t(`lab.chart.${name}`);
  const canvas = element("div", { class: "lab-canvas", attributes: { "aria-hidden": "true" } });
  const empty = element("p", { class: "lab-empty", text: t(`lab.empty.${name}`) });
  const table = element("div", { class: "lab-table" });
  const summary = element("summary", { text: t("lab.asTable") });
  const details = element("details", { class: "lab-data" }, summary, table);
  const root = element(
    "figure",
    { class: "lab-chart" },
    element(
      "figcaption",
      {},
      element("h3", { text: title }),
      element("p", { class: "hint", text: t(`lab.about.${name}`) }),
    ),
    empty,
    canvas,
    details,
  );
  let plot: LabPlot | null = null;
  let loading = false;
  let chart: LabChart | null = null;

  const tabulate = (): void => {
    if (details.open && chart !== null) table.replaceChildren(dataTable(figuresOf(chart), title));
  };
  details.addEventListener("toggle", tabulate);
  onSettingsChange(() => plot?.redraw());

  async function load(): Promise<void> {
    loading = true;
    const { labPlot } = await import("./lab-plot.ts");
    await document.fonts.ready;
    if (chart !== null) plot = labPlot(canvas, chart);
  }

  const show = (now: LabChart): void => {
    const nothing = isEmpty(now);
    empty.hidden = !nothing;
    canvas.hidden = nothing;
    details.hidden = nothing;
    if (nothing) return;
    tabulate();
    if (plot !== null) plot.show(now);
    else if (!loading)
      load().catch((error: unknown) => console.warn("The chart can't be drawn; its table can.", error));
  };
  for (const part of [empty, canvas, details]) part.hidden = true; // nothing is known before the first figures
  return {
    root,
    update(next) {
      if (chart !== null && JSON.stringify(chart) === JSON.stringify(next)) return;
      chart = next;
      show(next);
    },
  };
}

/** Digits of the places along the bottom; times are written as moments. */
const DIGITS: Readonly<Partial<Record<LabChart["along"], number>>> = { prediction: 1, nats: 2 };

function figuresOf({ along, x, lines }: LabChart): TableText {
  const place = (at: number): string =>
    along === "time" ? moment(new Date(at * 1000).toISOString()) : decimals(at, DIGITS[along] ?? 0);
  const columns: readonly TableColumn<number>[] = [
    { heading: t(`lab.along.${along}`), kind: "name", cell: (i) => place(x[i]!) },
    ...lines
      .filter(({ look }) => look !== "guide")
      .map(
        ({ name, y }): TableColumn<number> => ({
          heading: t(`lab.line.${name}`),
          kind: "number",
          cell: (i) => (y[i] === null || y[i] === undefined ? "–" : significant(y[i])),
        }),
      ),
  ];
  return tableText(columns, [...x.keys()].slice(-ROWS));
}
