import type { RoomView } from "../../../shared/round/view.ts";
import { element } from "../../ui/element.ts";
import { entriesList } from "../../ui/round/entries-list.ts";
import { rankingPanel } from "../../ui/round/ranking-panel.ts";
import { revealPanel } from "../../ui/round/reveal-panel.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Answers of a bot round that fit beside the reveal. */
const ENTRIES = 5;

/** How the crowd split. */
export function revealScreen(): ProjectorScreen {
  let latest: RoomView | null = null;
  const entries = entriesList(ENTRIES);
  const panel = revealPanel(() => latest !== null && entries.update(latest));
  const stage = stageOf();
  const root = element("section", { class: "p-reveal" }, panel.root, entries.root, stage);
  return {
    root,
    stage,
    update(view) {
      latest = view;
      panel.update(view);
      if (panel.isOut()) entries.update(view);
    },
  };
}

/** How the crowd put the answers in order. */
export function podiumRevealScreen(): ProjectorScreen {
  const panel = rankingPanel();
  const stage = stageOf();
  const root = element("section", { class: "p-reveal" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view) };
}
