/** The end of a game on the big screen: three pairs to judge, and then the masks come off. */

import "../../styles/finale.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { finalePanel } from "../../ui/round/finale-panel.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { questionText } from "../../ui/state-texts.ts";
import { lockedText } from "./contest-screens.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** A pair that everyone judges, and how many have locked in. */
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
      setText(locked, lockedText(next));
    },
  };
}

/** What everyone has judged, without masks. */
export function unmaskingScreen(): ProjectorScreen {
  const panel = finalePanel();
  const stage = stageOf();
  const root = element("section", { class: "p-reveal p-unmasking" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view) };
}
