import "../../styles/modes.css";
import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { momoFace } from "../../ui/momo.ts";
import { entriesList } from "../../ui/round/entries-list.ts";
import { letterOf } from "../../ui/round/ranking-order.ts";
import { rankingPanel } from "../../ui/round/ranking-panel.ts";
import { type PointsCard, pointsCard } from "../../ui/round/reveal-card.ts";
import { revealPanel } from "../../ui/round/reveal-panel.ts";
import { answersOf, reportControl } from "../ballot/report-control.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** Answers of a bot round that a phone shows. */
const ENTRIES = 12;

/** How the crowd split, who wrote what, and how the own points came about. */
export function revealScreen(view: RoomView, context: PlayContext): Screen {
  const panel = revealPanel(() => latest !== null && draw(latest), { late: context.late(), folded: true });
  const points = element("div", { class: "panel points", attributes: { "aria-live": "polite" } });
  const entries = entriesList(ENTRIES);
  const report = reportControl((message) => context.link.request("report", message));
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element("section", { class: "reveal" }, points, panel.root, entries.root, report.root, stage);
  let drawn: ServerMessages["points"] | null | undefined;
  let latest: RoomView | null = null;

  function draw(next: RoomView): void {
    const message = context.pointsOf(view.round);
    panel.update(next, message?.predicted ?? null);
    points.hidden = next.reveal === null || !panel.isOut();
    if (panel.isOut()) entries.update(next);
    report.show(answersOf(next.showdown));
    if (message === drawn || points.hidden) return;
    drawn = message;
    points.replaceChildren(
      ...pointsLines(message, ({ side, predictedPercent: predicted, sharePercent: share }) =>
        t("reveal.pointsWhy", { side, predicted, share }),
      ),
    );
  }

  return {
    root,
    stage,
    update(next) {
      latest = next;
      draw(next);
    },
    pairId: () => null,
    close: () => panel.close(),
  };
}

/** How everyone ranked the answers, who wrote them, and what the own guess was worth. */
export function podiumRevealScreen(view: RoomView, context: PlayContext): Screen {
  const points = element("div", { class: "panel points", attributes: { "aria-live": "polite" } });
  const panel = rankingPanel(() => drawPoints(), context.late());
  const report = reportControl((message) => context.link.request("report", message));
  const stage = element("div", { class: "stage small", attributes: { "aria-hidden": "true" } });
  const root = element("section", { class: "reveal" }, points, panel.root, report.root, stage);
  let answers: NonNullable<RoomView["podium"]>["answers"] = [];
  let drawn: ServerMessages["points"] | null | undefined;

  /** Points come last, as on the projector. */
  function drawPoints(): void {
    points.hidden = !panel.isOut();
    const message = context.pointsOf(view.round);
    if (message === drawn || points.hidden) return;
    drawn = message;
    const letter = letterOf(answers.findIndex(({ id }) => id === message?.pick));
    points.replaceChildren(
      ...pointsLines(message, ({ sharePercent: share }) => t("ranking.pointsWhy", { letter, share })),
    );
  }

  return {
    root,
    stage,
    update(next) {
      answers = next.podium?.answers ?? [];
      panel.update(next);
      report.show(answers.map(({ id }, i) => ({ id, letter: letterOf(i) })));
      drawPoints();
    },
    pairId: () => null,
    close: () => {},
  };
}

/** Worth no points: it says that the player knows the crowd better than the reward model does. */
function momoBadge(): HTMLElement {
  return element("p", { class: "momo-badge" }, momoFace("sad"), element("strong", { text: t("reveal.beatMomo") }));
}

/** What the round was worth to the player, and why. */
function pointsLines(
  message: ServerMessages["points"] | null,
  why: (card: PointsCard) => string,
): readonly HTMLElement[] {
  if (message === null) return [element("p", { text: t("reveal.noPoints") })];
  const card = pointsCard(message);
  return [
    element("p", { class: `points-won${card.lost ? " lost" : ""}`, text: t("reveal.points", { points: card.points }) }),
    ...(card.beatsRewardModel ? [momoBadge()] : []),
    element("p", { text: why(card) }),
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
