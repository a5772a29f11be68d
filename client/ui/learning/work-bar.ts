import "../../styles/work-bar.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../element.ts";

/** How much of what the trainer does is done. It is hidden while nobody can say. */
export function workBar(): { root: HTMLElement; show(progress: number): void } {
  const fill = element("span", { class: "work-fill" });
  const root = element(
    "div",
    { class: "work-bar", attributes: { role: "progressbar", "aria-label": t("learning.progress") } },
    fill,
  );
  let shown = -1;
  root.hidden = true;
  return {
    root,
    show(progress) {
      if (progress === shown) return;
      root.hidden = progress < 0;
      // Another piece of work begins at the left at once.
      root.classList.toggle("grows", shown >= 0 && progress > shown);
      fill.style.transform = `scaleX(${Math.max(0, progress)})`;
      root.setAttribute("aria-valuenow", String(Math.round(100 * Math.max(0, progress))));
      shown = progress;
    },
  };
}

/** Why no pair comes, and no other work will change that; null while pairs may still come. */
export type Stuck = "withheld" | "overlong" | "down";

/** What keeps a game in dealing, as far as the trainer says it. */
export function stuckIn({ phase, learning }: Pick<RoomView, "phase" | "learning">): Stuck | null {
  const { state } = learning;
  return phase === "dealing" && (state === "withheld" || state === "overlong" || state === "down") ? state : null;
}

/** Words and bar of a screen that waits for pairs: on what, how long, and what there is to do where they don't come. */
export function dealingWait(): {
  root: HTMLElement;
  update(view: Pick<RoomView, "phase" | "learning" | "approving">): void;
} {
  const words = element("p", { attributes: { role: "status" } });
  const bar = workBar();
  return {
    root: element("div", { class: "dealing-wait" }, words, bar.root),
    update(view) {
      const stuck = stuckIn(view);
      const waits = view.approving ? "dealing.approving" : "dealing.body";
      setText(words, t(stuck === null ? waits : `dealing.${stuck}`));
      bar.show(view.approving ? -1 : view.learning.progress);
    },
  };
}
