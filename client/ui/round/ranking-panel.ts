import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";
import { authorName } from "./entries-list.ts";
import { letterOf } from "./ranking-order.ts";

/** How a ranking came out: the answers in the crowd's order, with who wrote them. */
export function rankingPanel(): { readonly root: HTMLElement; update(view: RoomView): void } {
  const root = element("div", { class: "panel podium-panel", attributes: { "aria-live": "polite" } });
  let drawn = "";
  return {
    root,
    update(view) {
      const key = JSON.stringify([view.podium?.id, view.podiumReveal]);
      if (key === drawn) return;
      drawn = key;
      root.style.setProperty("--places", String(view.podium?.answers.length ?? 0));
      root.replaceChildren(...contents(view));
    },
  };
}

function contents({ podium, podiumReveal }: RoomView): readonly HTMLElement[] {
  if (podium === null || podiumReveal === null) return [];
  const nobody = podiumReveal.ballots === 0;
  const rows = podium.answers
    .map((answer, i) => ({ ...answer, ...podiumReveal.answers[i]!, letter: letterOf(i) }))
    .sort((x, y) => x.place - y.place);
  const predicted = rows.find(({ id }) => id === podiumReveal.machinePick);
  return [
    element("h1", { text: nobody ? t("reveal.heading.nobody") : t("ranking.heading") }),
    element("p", { class: "prompt-text", text: podium.prompt }),
    element("ol", { class: "podium-places" }, ...rows.map((row) => placeOf(row, nobody))),
    element("p", {
      class: "reward-model-prediction after-podium",
      text:
        predicted === undefined ? t("reveal.rewardModelNone") : t("ranking.rewardModel", { letter: predicted.letter }),
    }),
  ];
}

function placeOf(
  row: { letter: string; text: string; version: number; writer: string; firsts: number; score: number; place: number },
  nobody: boolean,
): HTMLElement {
  const bar = element("span", { class: "podium-bar", attributes: { "aria-hidden": "true" } });
  bar.style.setProperty("--score", String(nobody ? 0 : row.score));
  const first = !nobody && row.place === 1;
  const root = element(
    "li",
    { class: `podium-place${first ? " won" : ""}` },
    element("span", { class: "ranking-place", text: nobody ? "\u2013" : String(row.place) }),
    element(
      "div",
      { class: "ranking-answer" },
      element(
        "p",
        { class: "author-head" },
        element("span", { class: "badge", text: row.letter }),
        element("strong", { text: authorName(row.writer, row.version) }),
        element("span", { class: "hint", text: nobody ? "" : t("ranking.firsts", { count: row.firsts }) }),
      ),
      element("p", { class: "ranking-text", text: row.text }),
      bar,
    ),
  );
  root.style.setProperty("--place", String(row.place));
  return root;
}
