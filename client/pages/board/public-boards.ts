import "../../styles/board.css";
import type { TrainingBoard } from "../../../shared/protocol/boards.ts";
import { t } from "../../i18n/t.ts";
import { openBoards } from "../../net/boards-link.ts";
import { type ChartName, trainingSeries, withSteps } from "../../presenters/training-series.ts";
import { brand } from "../../widgets/brand.ts";
import { element, setText } from "../../widgets/element.ts";
import { lineChart } from "../../widgets/line-chart.ts";
import { playersBoard } from "../../widgets/players-board.ts";
import { versionTable } from "../../widgets/version-table.ts";

/** For everybody: the best players, how the versions of the machine compare, and its training as it happens. */
export function openPublicBoards(): void {
  document.body.dataset.page = "boards";
  const players = playersBoard();
  const versions = versionTable();
  const training = trainingPanel();
  const connection = element("p", { class: "problem", attributes: { role: "status" } });
  const period = element("span", { class: "pill" });

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
        panel(t("boards.players"), "", period, players.root),
        panel(t("boards.versions"), t("boards.versionsHint"), versions.root),
        training.root,
      ),
    );

  openBoards({
    connected: (yes) => setText(connection, yes ? "" : t("boards.offline")),
    players(board) {
      setText(period, t(`boards.period.${board.period}`));
      players.update(board);
    },
    versions: versions.update,
    training: training.replace,
    trainingSteps: training.append,
  });
  players.update({ period: "all", players: [] });
  versions.update({ versions: [] });
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
  const charts = new Map<ChartName, ReturnType<typeof lineChart>>();
  let steps: TrainingBoard["steps"] = [];

  function draw(): void {
    const all = trainingSeries(steps);
    empty.hidden = all.length > 0;
    for (const series of all) {
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
