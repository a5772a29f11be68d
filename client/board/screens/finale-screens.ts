import "../../styles/finale.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { finalePanel } from "../../ui/round/finale-panel.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { progress } from "../../ui/round/standings.ts";
import { questionText } from "../../ui/state-texts.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** A pair of the finale, which everyone judges, and how many have. */
export function finaleScreen(view: RoomView): ProjectorScreen {
  const board = pairBoard(questionText(view));
  const lead = element("p", { class: "finale-lead", text: t("finale.lead") });
  const locked = element("p", { class: "pill p-locked" });
  board.stage.before(locked);
  return {
    root: element("section", { class: "p-showdown p-finale" }, lead, board.root),
    stage: board.stage,
    update(next) {
      const pair = next.finale?.pair ?? null;
      if (pair !== null) board.show(pair);
      const { locked: count, players } = progress(next);
      setText(locked, t("finale.waiting", { locked: count, players }));
    },
  };
}

/** The masks come off. */
export function unmaskingScreen(): ProjectorScreen {
  const panel = finalePanel();
  const stage = stageOf();
  const root = element("section", { class: "p-reveal p-unmasking" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view) };
}
