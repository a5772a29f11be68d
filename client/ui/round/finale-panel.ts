import "../../styles/finale.css";
import type { FinaleView, RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { play } from "../../sound/sound.ts";
import { pictureImage } from "../avatar-image.ts";
import { element, setText } from "../element.ts";
import { finaleWords } from "./finale-words.ts";

type Unmasked = FinaleView["unmasked"][number];

const MASK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 56"><path d="M4 14C20 2 44 4 60 14 76 4 100 2 116 14c2 20-10 38-30 38-14 0-20-8-26-16-6 8-12 16-26 16C14 52 2 34 4 14Z" fill="#231942" stroke="#fff" stroke-width="3"/><ellipse cx="36" cy="27" rx="13" ry="8" fill="#fff"/><ellipse cx="84" cy="27" rx="13" ry="8" fill="#fff"/></svg>`;

/** From one mask to the next, at most; a short phase makes it quicker. */
const BEAT_MS = 2_600;

/**
 * The pairs of a finale, whose masks come off one after another, and then what all votes together say. Words come into the page only
 * then, so that nobody and no screen reader has them before.
 */
export function finalePanel(): { readonly root: HTMLElement; update(view: RoomView): void } {
  const heading = element("h1", { text: t("finale.unmasking") });
  const said = element("p", { class: "finale-said" });
  const more = element("p", { class: "hint finale-more" });
  const list = element("ol", { class: "finale-pairs" });
  const root = element(
    "div",
    { class: "panel finale-panel", attributes: { "aria-live": "polite" } },
    element("div", { class: "finale-words" }, heading, said, more),
    list,
  );
  let pairs: readonly FinalePairCard[] = [];
  let off = 0;
  let latest: RoomView | null = null;

  /** What is out by now, with the texts as they are by now: the host may hide one. */
  function draw(): void {
    const finale = latest?.finale;
    if (latest === null || finale == null) return;
    for (const [i, pair] of finale.unmasked.entries()) pairs[i]?.update(pair, i < off);
    const words = finaleWords(latest);
    const isOut = off > pairs.length;
    root.classList.toggle("out", isOut);
    setText(said, isOut ? (words?.said ?? "") : "");
    setText(more, isOut ? (words?.more ?? "") : "");
    for (const node of [said, more]) node.hidden = node.textContent === "";
  }

  function next(beat: number): void {
    if (off > pairs.length) return;
    off++;
    play(off > pairs.length ? "result" : "arrived");
    draw();
    setTimeout(() => root.isConnected && next(beat), beat);
  }

  return {
    root,
    update(view) {
      latest = view;
      const { unmasked = [] } = view.finale ?? {};
      if (pairs.length === 0 && unmasked.length > 0) {
        pairs = unmasked.map(() => finalePairCard());
        list.replaceChildren(...pairs.map(({ root: card }) => card));
        const beat = Math.min(BEAT_MS, Math.max(0, view.remainingMs) / (unmasked.length + 3));
        setTimeout(() => next(beat), beat);
      }
      draw();
    },
  };
}

interface FinalePairCard {
  readonly root: HTMLElement;
  update(pair: Unmasked, isOff: boolean): void;
}

function finalePairCard(): FinalePairCard {
  const prompt = element("p", { class: "finale-prompt" });
  const [a, b] = (["a", "b"] as const).map(answerCard) as [AnswerCard, AnswerCard];
  return {
    root: element("li", { class: "finale-pair" }, prompt, element("div", { class: "finale-answers" }, a.root, b.root)),
    update(pair, isOff) {
      const { nowIsA, forNow, forBefore } = pair;
      setText(prompt, pair.prompt);
      a.update(pair.a, isOff ? { isNow: nowIsA, votes: nowIsA ? forNow : forBefore } : null);
      b.update(pair.b, isOff ? { isNow: !nowIsA, votes: nowIsA ? forBefore : forNow } : null);
    },
  };
}

type AnswerCard = ReturnType<typeof answerCard>;

function answerCard(side: "a" | "b") {
  const text = element("p", { class: "finale-answer-text", attributes: { dir: "auto" } });
  const who = element("strong", { class: "finale-who" });
  const votes = element("span", { class: "pill finale-votes" });
  const head = element(
    "p",
    { class: "finale-head" },
    element("span", { class: `badge badge-${side}`, text: side.toUpperCase() }),
    who,
    votes,
  );
  const root = element(
    "article",
    { class: `finale-answer finale-${side}` },
    pictureImage(MASK, "finale-mask"),
    head,
    text,
  );
  return {
    root,
    update(answer: string, unmasked: { readonly isNow: boolean; readonly votes: number } | null): void {
      setText(text, answer);
      votes.hidden = unmasked === null;
      if (unmasked === null) return;
      root.classList.add("unmasked", unmasked.isNow ? "is-now" : "is-before");
      setText(who, t(unmasked.isNow ? "finale.now" : "finale.before"));
      setText(votes, t("finale.votes", { count: unmasked.votes }));
    },
  };
}
