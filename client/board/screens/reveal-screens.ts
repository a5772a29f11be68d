import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { avatarImage } from "../../ui/avatar-image.ts";
import { element } from "../../ui/element.ts";
import { entriesList } from "../../ui/round/entries-list.ts";
import { rankingPanel } from "../../ui/round/ranking-panel.ts";
import { revealPanel } from "../../ui/round/reveal-panel.ts";
import { bestOfRound } from "../../ui/round/standings.ts";
import { type ProjectorMoment, type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Answers of a bot round that fit beside the reveal. */
const ENTRIES = 4;
/** Players whose points of the round are shown. */
const BEST = 3;

/** How the crowd split, who wrote what, what Momo had guessed, and who earned most. */
export function revealScreen({ before }: ProjectorMoment): ProjectorScreen {
  let latest: RoomView | null = null;
  const entries = entriesList(ENTRIES);
  const best = bestLine(before);
  const stage = stageOf();
  const panel = revealPanel(() => latest !== null && draw(latest), { late: before === null });
  const root = element("section", { class: "p-reveal" }, panel.root, stage, entries.root, best);

  function draw(view: RoomView): void {
    if (!panel.isOut()) return;
    entries.update(view);
    showBest(best, before, view);
  }

  return {
    root,
    stage,
    update(view) {
      latest = view;
      panel.update(view);
      draw(view);
    },
    close: () => panel.close(),
  };
}

/** How the crowd put the answers in order, and who earned most. */
export function podiumRevealScreen({ before }: ProjectorMoment): ProjectorScreen {
  let latest: RoomView | null = null;
  const best = bestLine(before);
  const panel = rankingPanel(() => latest !== null && showBest(best, before, latest), before === null);
  const stage = stageOf();
  const root = element("section", { class: "p-reveal p-reveal-order" }, panel.root, best, stage);
  return {
    root,
    stage,
    update(view) {
      latest = view;
      panel.update(view);
      if (panel.isOut()) showBest(best, before, view);
    },
  };
}

/** Who earned most comes last. Where the view before is not known there is nothing to tell, and no room is kept. */
function bestLine(before: RoomView | null): HTMLElement {
  const line = element("div", { class: "round-points", attributes: { "aria-live": "polite" } });
  line.hidden = before === null;
  return line;
}

function showBest(line: HTMLElement, before: RoomView | null, view: RoomView): void {
  const rows = bestOfRound(before, view, BEST);
  const key = JSON.stringify(rows);
  if (line.dataset.key === key) return;
  line.dataset.key = key;
  line.replaceChildren(
    element("strong", { text: rows.length === 0 ? "" : t("reveal.best") }),
    ...rows.map(({ avatar, nickname, points }) =>
      element(
        "span",
        { class: "round-best" },
        avatarImage(avatar),
        element("span", { class: "standing-name", text: nickname }),
        element("span", { class: "standing-score", text: `+${points}` }),
      ),
    ),
  );
}
