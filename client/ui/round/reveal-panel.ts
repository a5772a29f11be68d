import type { RevealView, RoomView } from "../../../shared/round/view.ts";
import { VERDICTS } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { isCalm } from "../../settings/viewer-settings.ts";
import { play } from "../../sound/sound.ts";
import { element, setText } from "../element.ts";
import { momoFace } from "../momo.ts";
import { percent } from "../numbers.ts";
import { authorName } from "./entries-list.ts";
import { momoMood, type RevealCard, revealCard } from "./reveal-card.ts";
import { hasBegun, type RevealStage, runStages } from "./reveal-stages.ts";

export interface RevealPanel {
  readonly root: HTMLElement;
  /** `mine`: the viewer's own prediction, 0-1, which the bar marks; null without one. */
  update(view: RoomView, mine?: number | null): void;
  /** Whether everything is out, points included. Nothing on the page may tell points or places before. */
  isOut(): boolean;
  /** Stops what is still to come. */
  close(): void;
}

/**
 * The crowd's verdict, one thing after another: the votes are counted, the bar splits, the masks fall, and Momo's guess is told.
 *
 * @param onStage hears of each stage
 * @param late the page was opened in the middle of the reveal: all is shown at once
 * @param folded for small screens: when the points are out, all but outcome and split is there on demand
 */
export function revealPanel(
  onStage: (stage: RevealStage) => void = () => {},
  { late = false, folded = false } = {},
): RevealPanel {
  const said = element("p", { class: "visually-hidden", attributes: { "aria-live": "polite" } });
  const root = element("div", { class: "panel reveal-panel" });
  let drawn = "";
  let stage: RevealStage | null = null;
  let stop = () => {};
  let latest: { view: RoomView; mine: number | null } | null = null;

  function draw(): void {
    if (latest === null || stage === null) return;
    const key = JSON.stringify([latest.view.reveal, latest.view.showdown?.id, latest.mine, stage]);
    if (key === drawn) return;
    drawn = key;
    root.replaceChildren(said, ...contents(latest.view, latest.mine, stage, folded));
  }

  function show(next: RevealStage): void {
    const first = stage === null;
    stage = next;
    draw();
    // Only what is new is read out.
    if (latest !== null) setText(said, wordsOf(latest.view, next));
    if (next === "split" || (first && next === "points" && !late)) play("result");
    else if (next === "authors" || next === "momo") play("lock");
    onStage(next);
  }

  return {
    root,
    isOut: () => stage === "points",
    update(view, mine = null) {
      const first = latest === null;
      latest = { view, mine };
      if (first) stop = runStages(view.remainingMs, late || view.reveal === null, show);
      else draw();
    },
    close: () => stop(),
  };
}

/** Whether it is still open what the votes will say. Where nobody voted there is nothing to wait for. */
const isCounting = ({ outcome }: RevealCard, stage: RevealStage): boolean =>
  outcome !== "nobody" && !hasBegun("split", stage);

/** What a stage adds, in a sentence. */
function wordsOf({ reveal }: RoomView, stage: RevealStage): string {
  if (reveal === null) return t("showdown.none");
  const card = revealCard(reveal);
  const split = [
    t(`reveal.heading.${card.outcome}`),
    card.outcome === "nobody" ? t("reveal.nobodyBody") : t("reveal.split", { a: card.percentA, b: card.percentB }),
  ];
  const authors = [
    `A: ${authorName(reveal.writerA, reveal.versionA)}`,
    `B: ${authorName(reveal.writerB, reveal.versionB)}`,
  ];
  if (isCounting(card, stage)) return t("reveal.suspense");
  switch (stage) {
    case "counting":
    case "split":
      return split.join(". ");
    case "authors":
      return authors.join(", ");
    case "momo":
      return momoText(card);
    case "points":
      return "";
  }
}

function contents(
  { reveal, showdown }: RoomView,
  mine: number | null,
  stage: RevealStage,
  folded: boolean,
): readonly HTMLElement[] {
  if (reveal === null) return [element("h1", { text: t("showdown.none") })];
  const card = revealCard(reveal);
  const counting = isCounting(card, stage);
  const winner = counting ? null : card.outcome;
  const heading = element(
    "div",
    { class: "reveal-head" },
    element("h1", { text: counting ? t("reveal.suspense") : t(`reveal.heading.${card.outcome}`) }),
    element("p", { class: "reveal-prompt", text: showdown?.prompt ?? "" }),
  );
  const nameOf = (writer: string, version: number): string =>
    hasBegun("authors", stage) ? authorName(writer, version) : t("reveal.masked");
  const authors = element(
    "div",
    { class: `authors${hasBegun("authors", stage) ? "" : " masked"}` },
    author("a", nameOf(reveal.writerA, reveal.versionA), showdown?.a ?? "", winner === "a"),
    author("b", nameOf(reveal.writerB, reveal.versionB), showdown?.b ?? "", winner === "b"),
  );
  if (card.outcome === "nobody")
    return [heading, element("p", { class: "reveal-nobody", text: t("reveal.nobodyBody") }), authors];
  const momo = momoLine(card);
  momo.classList.toggle("to-come", !hasBegun("momo", stage));
  if (counting) return [heading, swinging(), counted(card.voters), authors, momo];
  const split = splitBar(card, mine, stage);
  const details = [voteCounts(reveal.votes), authors, momo];
  if (!folded || stage !== "points") return [heading, split, ...details];
  const unfold = element("summary", { text: t("reveal.details") });
  return [heading, split, element("details", { class: "reveal-details" }, unfold, ...details)];
}

function swinging(): HTMLElement {
  return element("div", { class: "split swinging", attributes: { "aria-hidden": "true" } });
}

const COUNT_MS = 1_300;

/** The votes are counted up. The full number is what screen readers hear. */
function counted(votes: number): HTMLElement {
  const face = element("span", { attributes: { "aria-hidden": "true" }, text: t("reveal.counted", { count: votes }) });
  const root = element(
    "p",
    { class: "vote-counts counting" },
    face,
    element("span", { class: "visually-hidden", text: t("reveal.counted", { count: votes }) }),
  );
  if (isCalm() || votes === 0) return root;
  const begin = performance.now();
  const count = (): void => {
    const share = Math.min(1, (performance.now() - begin) / COUNT_MS);
    setText(face, t("reveal.counted", { count: Math.round(votes * share) }));
    if (share < 1 && (root.isConnected || share < 0.1)) requestAnimationFrame(count);
  };
  count();
  return root;
}

/** What Momo had guessed, with a face that says how it went. */
function momoLine(card: RevealCard): HTMLElement {
  return element(
    "p",
    { class: `reward-model-prediction${card.rewardModelPercent === null ? "" : " marked"}` },
    momoFace(momoMood(card)),
    element("span", { text: momoText(card) }),
  );
}

const momoText = ({ rewardModelPercent: share }: RevealCard): string =>
  share === null ? t("reveal.rewardModelNone") : t("reveal.rewardModel", { share });

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

/** The crowd's split as one bar with both percentages, marked where Momo and the viewer (`mine`, 0-1) had predicted it. */
function splitBar(card: RevealCard, mine: number | null, stage: RevealStage): HTMLElement {
  const label = t("reveal.split", { a: card.percentA, b: card.percentB });
  const bar = element(
    "div",
    { class: `split${stage === "split" ? "" : " settled"}`, attributes: { role: "img", "aria-label": label } },
    element("span", { text: `A ${percent(card.percentA / 100)}` }),
    element("span", { text: `B ${percent(card.percentB / 100)}` }),
  );
  bar.style.setProperty("--at", `${card.percentA}%`);
  if (card.rewardModelPercent !== null && hasBegun("momo", stage))
    bar.append(mark("split-reward-model", card.rewardModelPercent, ""));
  if (mine !== null) bar.append(mark("split-mine", Math.round(mine * 100), t("reveal.mine")));
  return bar;
}

function mark(name: string, percent: number, text: string): HTMLElement {
  const node = element("span", { class: name, text, attributes: { "aria-hidden": "true" } });
  node.style.left = `${percent}%`;
  return node;
}
