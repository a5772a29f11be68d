import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import type { RoomView } from "../../../shared/protocol/views.ts";
import { t } from "../../i18n/t.ts";
import { pointsCard } from "../../presenters/reveal-card.ts";
import { element } from "../../widgets/element.ts";
import { revealPanel } from "../../widgets/reveal-panel.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** How the crowd split, who wrote what, and how the own points came about. */
export function revealScreen(view: RoomView, context: PlayContext): Screen {
  const panel = revealPanel();
  const points = element("div", { class: "panel points", attributes: { "aria-live": "polite" } });
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element("section", { class: "reveal" }, panel.root, stage, points);
  let drawn: ServerMessages["points"] | null | undefined;
  return {
    root,
    stage,
    update(next) {
      panel.update(next);
      const message = context.pointsOf(view.round);
      points.hidden = next.reveal === null;
      if (message === drawn) return;
      drawn = message;
      points.replaceChildren(...pointsLines(message));
    },
    pairId: () => null,
    close: () => {},
  };
}

function pointsLines(message: ServerMessages["points"] | null): readonly HTMLElement[] {
  if (message === null) return [element("p", { text: t("reveal.noPoints") })];
  const card = pointsCard(message);
  return [
    element("p", { class: "points-won", text: t("reveal.points", { points: card.points }) }),
    element("p", { text: t("reveal.pointsWhy", { predicted: card.predictedPercent, share: card.sharePercent }) }),
    element(
      "p",
      { class: "points-foot" },
      element("span", { class: "pill", text: t("reveal.total", { total: card.total }) }),
      card.streak > 1
        ? element("span", { class: "pill", text: t("reveal.pointsStreak", { streak: card.streak }) })
        : null,
    ),
  ];
}
