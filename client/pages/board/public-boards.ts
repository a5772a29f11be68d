import "../../styles/board.css";
import type { PlayersBoard, TrainingBoard } from "../../../shared/protocol/boards.ts";
import { t } from "../../i18n/t.ts";
import { openBoards } from "../../net/boards-link.ts";
import { type ChartName, type Series, trainingSeries, withSteps } from "../../presenters/training-series.ts";
import { brand } from "../../widgets/brand.ts";
import { element, setText } from "../../widgets/element.ts";
import { playersBoard } from "../../widgets/players-board.ts";
import { versionTable } from "../../widgets/version-table.ts";

type LineChart = typeof import("../../widgets/line-chart.ts").lineChart;

/** For everybody: the best players, how the versions of the machine compare, and its training as it happens. */
export function openPublicBoards(): void {
  document.body.dataset.page = "boards";
  const players = playersBoard();
  const versions = versionTable();
  const training = trainingPanel();
  const connection = element("p", { class: "problem", attributes: { role: "status" } });
  const periods = periodChoice((period) => players.update(boards.get(period) ?? { period, players: [] }));
  const boards = new Map<PlayersBoard["period"], PlayersBoard>();

  const panel = (heading: string, hint: string, ...content: readonly HTMLElement[]) =>
    element(
      "section",
      { class: "panel" },
      element("h2", { text: heading }),
      element("p", { class: "hint", text: hint }),
      ...content,
    );
  document
    .getElementById("app")!
    .replaceChildren(
      element("header", { class: "page-head" }, brand(), element("h1", { text: t("boards.heading") }), connection),
      element(
        "main",
        { class: "boards-main" },
        panel(t("boards.players"), "", periods.root, players.root),
        panel(t("boards.versions"), t("boards.versionsHint"), versions.root),
        training.root,
      ),
    );

  openBoards({
    connected: (yes) => setText(connection, yes ? "" : t("boards.offline")),
    players(board) {
      boards.set(board.period, board);
      if (board.period === periods.value()) players.update(board);
    },
    versions: versions.update,
    training: training.replace,
    trainingSteps: training.append,
  });
  players.update({ period: "all", players: [] });
  versions.update({ versions: [] });
}

function periodChoice(onChoose: (period: PlayersBoard["period"]) => void): {
  root: HTMLElement;
  value(): PlayersBoard["period"];
} {
  let chosen: PlayersBoard["period"] = "all";
  const options = (["day", "week", "all"] as const).map((period) => {
    const input = element("input", { attributes: { type: "radio", name: "period", value: period } });
    input.checked = period === chosen;
    input.addEventListener("change", () => {
      chosen = period;
      onChoose(period);
    });
    return element("label", { class: "period" }, input, element("span", { text: t(`boards.period.${period}`) }));
  });
  const legend = element("legend", { class: "visually-hidden", text: t("boards.period") });
  return { root: element("fieldset", { class: "periods" }, legend, ...options), value: () => chosen };
}

function trainingPanel(): {
  root: HTMLElement;
  replace(board: TrainingBoard): void;
  append(steps: TrainingBoard["steps"]): void;
} {
  const trainer = element("p", { class: "pill" });
  const empty = element("p", { class: "hint", text: t("boards.noSteps") });
  const grid = element("div", { class: "charts" });
  const root = element(
    "section",
    { class: "panel training" },
    element("h2", { text: t("boards.training") }),
    trainer,
    empty,
    grid,
  );
  const charts = new Map<ChartName, { update(series: Series): void }>();
  let steps: TrainingBoard["steps"] = [];

  /** The charts' library comes when there is something to draw; the rest of the page doesn't depend on it. */
  function draw(): void {
    empty.hidden = trainingSeries(steps).length > 0;
    if (!empty.hidden) return;
    import("../../widgets/line-chart.ts").then(
      ({ lineChart }) => drawWith(lineChart),
      (error: unknown) => console.warn("The charts can't be drawn.", error),
    );
  }

  function drawWith(lineChart: LineChart): void {
    for (const series of trainingSeries(steps)) {
      const known = charts.get(series.chart);
      if (known !== undefined) {
        known.update(series);
        continue;
      }
      const chart = lineChart(series);
      charts.set(series.chart, chart);
      grid.append(chart.root);
    }
  }

  return {
    root,
    replace(board) {
      steps = board.steps;
      setText(
        trainer,
        board.trainer === null ? t("boards.trainerDown") : t("boards.trainer", { state: board.trainer.state }),
      );
      draw();
    },
    append(more) {
      steps = withSteps(steps, more);
      draw();
    },
  };
}
