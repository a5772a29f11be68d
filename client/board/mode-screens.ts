import "../styles/modes.css";
import type { RoomView } from "../../shared/protocol/views.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";
import { letterOf } from "../ui/round/ranking-order.ts";
import { rankingPanel } from "../ui/round/ranking-panel.ts";
import { progress } from "../ui/round/standings.ts";
import { questionText } from "../ui/state-texts.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** The prompt that everyone writes to, and how many have. */
export function writing(view: RoomView): ProjectorScreen {
  const count = element("p", { class: "pill p-locked", attributes: { "aria-live": "polite" } });
  const stage = stageOf();
  const heading = element("h2", { class: "question", text: t("bot.heading") });
  const prompt = element("p", { class: "prompt-text", text: view.task?.prompt ?? "" });
  const root = element(
    "section",
    { class: "p-showdown" },
    element("div", { class: "prompt" }, heading, prompt),
    count,
    stage,
  );
  return {
    root,
    stage,
    update(next) {
      const { locked, players } = progress(next);
      setText(count, t("bot.waiting", { locked, players }));
    },
  };
}

/** The answers that everyone puts in order. */
export function ranking(view: RoomView): ProjectorScreen {
  const locked = element("p", { class: "pill p-locked", attributes: { "aria-live": "polite" } });
  const stage = stageOf();
  const answers = (view.podium?.answers ?? []).map(({ text }, i) =>
    element(
      "li",
      { class: "p-answer" },
      element("span", { class: "badge", text: letterOf(i) }),
      element("p", { class: "ranking-text", text }),
    ),
  );
  const root = element(
    "section",
    { class: "p-showdown" },
    element(
      "div",
      { class: "prompt" },
      element("h2", { class: "question", text: questionText(view) }),
      element("p", { class: "prompt-text", text: view.podium?.prompt ?? "" }),
    ),
    element("ol", { class: "p-answers" }, ...answers),
    locked,
    stage,
  );
  return {
    root,
    stage,
    update(next) {
      const { locked: count, players } = progress(next);
      setText(locked, `${t("board.locked")}: ${t("board.of", { count, total: players })}`);
    },
  };
}

export function podiumReveal(): ProjectorScreen {
  const panel = rankingPanel();
  const stage = stageOf();
  const root = element("section", { class: "p-reveal" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view) };
}
