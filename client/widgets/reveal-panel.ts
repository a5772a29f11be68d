import type { RoomView } from "../../shared/protocol/views.ts";
import { t } from "../i18n/t.ts";
import { revealCard } from "../presenters/reveal-card.ts";
import { element } from "./element.ts";
import { splitBar } from "./split-bar.ts";

/** The crowd's verdict: outcome, split, both answers with their authors, and the reward model's guess. */
export function revealPanel(): { root: HTMLElement; update(view: RoomView): void } {
  const root = element("div", { class: "panel reveal-panel", attributes: { "aria-live": "polite" } });
  let drawn = "";
  return {
    root,
    update(view) {
      const key = JSON.stringify([view.reveal, view.showdown?.id]);
      if (key === drawn) return;
      drawn = key;
      root.replaceChildren(...contents(view));
    },
  };
}

function contents({ reveal, showdown }: RoomView): readonly HTMLElement[] {
  if (reveal === null) return [element("h1", { text: t("showdown.none") })];
  const card = revealCard(reveal);
  const heading = element("h1", { text: t(`reveal.heading.${card.outcome}`) });
  const authors = element(
    "div",
    { class: "authors" },
    author("a", reveal.versionA, showdown?.a ?? "", card.outcome === "a"),
    author("b", reveal.versionB, showdown?.b ?? "", card.outcome === "b"),
  );
  if (card.outcome === "nobody") return [heading, element("p", { text: t("reveal.nobodyBody") }), authors];
  const guess =
    card.machinePercent === null ? t("reveal.machineNone") : t("reveal.machine", { share: card.machinePercent });
  return [
    heading,
    splitBar(card),
    element("p", { class: "hint", text: t("reveal.votes", reveal.votes) }),
    authors,
    element("p", { class: `machine-guess${card.machinePercent === null ? "" : " marked"}`, text: guess }),
  ];
}

function author(side: "a" | "b", version: number, answer: string, won: boolean): HTMLElement {
  return element(
    "article",
    { class: `author author-${side}${won ? " won" : ""}` },
    element(
      "p",
      { class: "author-head" },
      element("span", { class: `badge badge-${side}`, text: side.toUpperCase() }),
      element("strong", { text: t("reveal.author", { version }) }),
    ),
    element("p", { class: "author-answer", text: answer }),
  );
}
