/** Beats in which everyone has the same before them: a prompt to write to, a pair to judge, or answers to put in order. */

import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { letterOf } from "../../ui/round/ranking-order.ts";
import { questionText } from "../../ui/state-texts.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** The prompt that everyone writes to, and how many have. */
export function writingScreen(view: RoomView): ProjectorScreen {
  const count = element("p", { class: "pill p-locked" });
  const stage = stageOf();
  const head = promptHead(t("bot.heading"), view.task?.prompt ?? "");
  return {
    root: element("section", { class: "p-showdown" }, head, count, stage),
    stage,
    update(next) {
      const { lockedIn: locked, here: players } = next;
      setText(count, t("bot.waiting", { locked, players }));
    },
  };
}

/** The pair that everyone judges, and how many have. */
export function showdownScreen(view: RoomView): ProjectorScreen {
  const board = pairBoard(questionText(view));
  const locked = element("p", { class: "pill p-locked" });
  board.stage.before(locked);
  return {
    root: element("section", { class: "p-showdown" }, board.root),
    stage: board.stage,
    update(next) {
      if (next.showdown !== null) board.show(next.showdown);
      board.bubbles.a.parentElement!.hidden = next.showdown === null;
      setText(locked, next.showdown === null ? t("showdown.none") : lockedText(next));
    },
  };
}

/** The answers that everyone puts in order, and how many have. */
export function rankingScreen(view: RoomView): ProjectorScreen {
  const locked = element("p", { class: "pill p-locked" });
  const stage = stageOf();
  const answers = (view.podium?.answers ?? []).map(({ text }, i) =>
    element(
      "li",
      { class: "p-answer" },
      element("span", { class: "badge", text: letterOf(i) }),
      element("p", { class: "ranking-text", text }),
    ),
  );
  const head = promptHead(questionText(view), view.podium?.prompt ?? "");
  const list = element("ol", { class: "p-answers" }, ...answers);
  return {
    root: element("section", { class: "p-showdown" }, head, list, locked, stage),
    stage,
    update: (next) => setText(locked, lockedText(next)),
  };
}

function promptHead(question: string, prompt: string): HTMLElement {
  return element(
    "div",
    { class: "prompt" },
    element("h2", { class: "question", text: question }),
    element("p", { class: "prompt-text", text: prompt }),
  );
}

/** How many have locked in. */
export function lockedText(view: RoomView): string {
  const { lockedIn: count, here: total } = view;
  return `${t("board.locked")}: ${t("board.of", { count, total })}`;
}
