import "../../styles/modes.css";
import type { RoomView } from "../../../shared/protocol/views.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { letterOf } from "../../ui/round/ranking-order.ts";
import { rankingPanel } from "../../ui/round/ranking-panel.ts";
import { reportControl } from "../ballot/report-control.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** How everyone ranked the answers, who wrote them, and what the own guess was worth. */
export function podiumRevealScreen(view: RoomView, context: PlayContext): Screen {
  const panel = rankingPanel();
  const points = element("div", { class: "panel points", attributes: { "aria-live": "polite" } });
  const report = reportControl((message) => context.link.request("report", message));
  const stage = element("div", { class: "stage small", attributes: { "aria-hidden": "true" } });
  const root = element("section", { class: "reveal" }, panel.root, points, report.root, stage);
  let drawn = "";
  return {
    root,
    stage,
    update(next) {
      panel.update(next);
      report.show((next.podium?.answers ?? []).map(({ id }, i) => ({ id, letter: letterOf(i) })));
      const key = JSON.stringify(context.pointsOf(view.round));
      if (key === drawn) return;
      drawn = key;
      points.replaceChildren(...pointsLines(next, context.pointsOf(view.round)));
    },
    pairId: () => null,
    close: () => {},
  };
}

function pointsLines(view: RoomView, message: ReturnType<PlayContext["pointsOf"]>): readonly HTMLElement[] {
  if (message === null) return [element("p", { text: t("reveal.noPoints") })];
  const letter = letterOf((view.podium?.answers ?? []).findIndex(({ id }) => id === message.pick));
  return [
    element("p", { class: "points-won", text: t("reveal.points", { points: message.points }) }),
    element("p", { text: t("ranking.pointsWhy", { letter, share: Math.round(message.share * 100) }) }),
    element(
      "p",
      { class: "points-foot" },
      element("span", { class: "pill", text: t("reveal.total", { total: Math.round(message.total) }) }),
      message.streak > 1
        ? element("span", { class: "pill", text: t("reveal.pointsStreak", { streak: message.streak }) })
        : null,
    ),
  ];
}
