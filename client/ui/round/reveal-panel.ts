import type { RevealView, RoomView } from "../../../shared/round/view.ts";
import { VERDICTS } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { isCalm } from "../../settings/viewer-settings.ts";
import { play } from "../../sound/sound.ts";
import { element } from "../element.ts";
import { authorName } from "./entries-list.ts";
import { type RevealCard, revealCard, suspenseMs } from "./reveal-card.ts";

export interface RevealPanel {
  readonly root: HTMLElement;
  /** `mine`: the viewer's own prediction, 0-1, which the bar marks; null without one. */
  update(view: RoomView, mine?: number | null): void;
  /** Whether the result is out. Nothing on the page may tell it before. */
  isOut(): boolean;
}

/**
 * The crowd's verdict after a beat of suspense: outcome, split, both answers with their authors, and the reward model's prediction.
 *
 * @param folded for small screens: all but outcome and split is there on demand
 */
export function revealPanel(onOut: () => void = () => {}, { folded = false } = {}): RevealPanel {
  const root = element("div", { class: "panel reveal-panel", attributes: { "aria-live": "polite" } });
  let drawn = "";
  let out = false;
  let waiting = false;
  let latest: { view: RoomView; mine: number | null } | null = null;

  function draw(): void {
    if (latest === null || !out) return;
    const key = JSON.stringify([latest.view.reveal, latest.view.showdown?.id, latest.mine]);
    if (key === drawn) return;
    drawn = key;
    root.replaceChildren(...contents(latest.view, latest.mine, folded));
  }

  function come(): void {
    out = true;
    draw();
    play("result");
    onOut();
  }

  return {
    root,
    isOut: () => out,
    update(view, mine = null) {
      latest = { view, mine };
      if (out || waiting) return draw();
      waiting = true;
      const wait = isCalm() || view.reveal === null ? 0 : suspenseMs(view.remainingMs);
      if (wait === 0) return come();
      root.replaceChildren(
        element("h1", { text: t("reveal.suspense") }),
        element("div", { class: "split swinging", attributes: { "aria-hidden": "true" } }),
      );
      setTimeout(come, wait);
    },
  };
}

function contents({ reveal, showdown }: RoomView, mine: number | null, folded: boolean): readonly HTMLElement[] {
  if (reveal === null) return [element("h1", { text: t("showdown.none") })];
  const card = revealCard(reveal);
  const heading = element(
    "div",
    { class: "reveal-head" },
    element("h1", { text: t(`reveal.heading.${card.outcome}`) }),
    element("p", { class: "reveal-prompt", text: showdown?.prompt ?? "" }),
  );
  const authors = element(
    "div",
    { class: "authors" },
    author("a", authorName(reveal.writerA, reveal.versionA), showdown?.a ?? "", card.outcome === "a"),
    author("b", authorName(reveal.writerB, reveal.versionB), showdown?.b ?? "", card.outcome === "b"),
  );
  if (card.outcome === "nobody") return [heading, element("p", { text: t("reveal.nobodyBody") }), authors];
  const prediction =
    card.rewardModelPercent === null
      ? t("reveal.rewardModelNone")
      : t("reveal.rewardModel", { share: card.rewardModelPercent });
  const details = [
    voteCounts(reveal.votes),
    authors,
    element("p", {
      class: `reward-model-prediction${card.rewardModelPercent === null ? "" : " marked"}`,
      text: prediction,
    }),
  ];
  const unfold = element("summary", { text: t("reveal.details") });
  const shown = folded ? [element("details", { class: "reveal-details" }, unfold, ...details)] : details;
  return [heading, splitBar(card, mine), ...shown];
}

/** How many voted how; what is for neither answer only where somebody voted so. */
function voteCounts(votes: RevealView["votes"]): HTMLElement {
  const shown = VERDICTS.flatMap((verdict): readonly (readonly [string, number])[] => {
    const count = votes[verdict];
    if (verdict === "a" || verdict === "b") return [[verdict.toUpperCase(), count]];
    return count > 0 ? [[t(`verdict.${verdict}`), count]] : [];
  });
  return element(
    "p",
    { class: "vote-counts" },
    element("span", { text: t("reveal.votes") }),
    ...shown.map(([name, n]) => element("span", { class: "pill", text: `${name}: ${n}` })),
  );
}

function author(side: "a" | "b", name: string, answer: string, won: boolean): HTMLElement {
  return element(
    "article",
    { class: `author author-${side}${won ? " won" : ""}` },
    element(
      "p",
      { class: "author-head" },
      element("span", { class: `badge badge-${side}`, text: side.toUpperCase() }),
      element("strong", { text: name }),
      won ? element("span", { class: "pill won-pill", text: t("reveal.won") }) : null,
    ),
    element("p", { class: "author-answer", text: answer }),
  );
}

/** The crowd's split as one bar with both percentages, marked where the reward model and the viewer (`mine`, 0-1) had predicted it. */
function splitBar(card: RevealCard, mine: number | null): HTMLElement {
  const label = t("reveal.split", { a: card.percentA, b: card.percentB });
  const bar = element(
    "div",
    { class: "split", attributes: { role: "img", "aria-label": label } },
    element("span", { text: `A ${card.percentA} %` }),
    element("span", { text: `B ${card.percentB} %` }),
  );
  bar.style.setProperty("--at", `${card.percentA}%`);
  if (card.rewardModelPercent !== null) bar.append(mark("split-reward-model", card.rewardModelPercent, ""));
  if (mine !== null) bar.append(mark("split-mine", Math.round(mine * 100), t("reveal.mine")));
  return bar;
}

function mark(name: string, percent: number, text: string): HTMLElement {
  const node = element("span", { class: name, text, attributes: { "aria-hidden": "true" } });
  node.style.left = `${percent}%`;
  return node;
}
