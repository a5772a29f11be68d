import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";
import { momoFace } from "../momo.ts";
import { authorName } from "./entries-list.ts";
import { letterOf } from "./ranking-order.ts";

/** Between one place and the next. */
const PLACE_MS = 1_000;
/** A reveal shorter than this shows everything at once. */
const SHORTEST_MS = 5_000;

/**
 * How a ranking came out: the answers in the crowd's order from the last place to the first, with who wrote them, and then Momo's
 * guess.
 *
 * @param onOut everything is out
 * @param late the page was opened in the middle of the reveal: all is shown at once
 */
export function rankingPanel(
  onOut: () => void = () => {},
  late = false,
): { readonly root: HTMLElement; update(view: RoomView): void; isOut(): boolean } {
  const root = element("div", { class: "panel podium-panel", attributes: { "aria-live": "polite" } });
  let drawn = "";
  let begun = false;
  /** Places from the last one that are out; beyond all of them comes Momo. */
  let shown = 0;
  const steps = (): number => root.querySelectorAll("[data-step]").length;
  const isOut = (): boolean => begun && shown >= steps();

  function show(): void {
    for (const node of root.querySelectorAll<HTMLElement>("[data-step]"))
      node.classList.toggle("to-come", Number(node.dataset.step) > shown);
  }

  function next(): void {
    shown += 1;
    show();
    if (isOut()) onOut();
    else setTimeout(next, PLACE_MS);
  }

  return {
    root,
    isOut,
    update(view) {
      const key = JSON.stringify([view.podium?.id, view.podiumReveal]);
      if (key !== drawn) {
        drawn = key;
        root.replaceChildren(...contents(view));
        show();
      }
      if (begun) return;
      begun = true;
      const atOnce = late || steps() === 0 || (view.remainingMs >= 0 && view.remainingMs < SHORTEST_MS);
      if (!atOnce) {
        setTimeout(next, PLACE_MS);
        return;
      }
      shown = Number.POSITIVE_INFINITY;
      show();
      onOut();
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
  const momo = element(
    "p",
    { class: "reward-model-prediction" },
    momoFace(predicted === undefined ? "unsure" : predicted.place === 1 ? "happy" : "sad"),
    element("span", {
      text:
        predicted === undefined ? t("reveal.rewardModelNone") : t("ranking.rewardModel", { letter: predicted.letter }),
    }),
  );
  momo.dataset.step = String(rows.length + 1);
  return [
    element("h1", { text: nobody ? t("reveal.heading.nobody") : t("ranking.heading") }),
    element("p", { class: "prompt-text", text: podium.prompt }),
    element("ol", { class: "podium-places" }, ...rows.map((row, i) => placeOf(row, nobody, rows.length - i))),
    momo,
  ];
}

function placeOf(
  row: { letter: string; text: string; version: number; writer: string; firsts: number; score: number; place: number },
  nobody: boolean,
  step: number,
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
  root.dataset.step = String(step);
  return root;
}
