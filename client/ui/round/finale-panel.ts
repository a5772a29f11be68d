import "../../styles/finale.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { play } from "../../sound/sound.ts";
import { element, setText } from "../element.ts";
import { type FinalePairCard, finalePairCard } from "./finale-pair-card.ts";
import { finaleWords } from "./finale-words.ts";

/** How long a pair is seen with its masks, and then without them. */
const MASKED_MS = 1_200;
const UNMASKED_MS = 3_000;
/** Share of the phase's time that the masks may take; the rest is for what all votes together say. */
const MOST = 0.6;

/**
 * The pairs of a finale, one after another: the masks come off, and then what all votes together say. Words come into the page only
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
  let cards: readonly FinalePairCard[] = [];
  /** Two a pair, masked and unmasked; after the last the result is out. */
  let step = 0;
  let latest: RoomView | null = null;

  /** What is out by now, with the texts as they are by now: the host may hide one. */
  function draw(): void {
    const finale = latest?.finale;
    if (latest === null || finale == null) return;
    const isOut = step >= 2 * cards.length;
    for (const [i, card] of cards.entries()) {
      card.root.hidden = !isOut && i !== step >> 1;
      card.update(finale.unmasked[i]!, step > 2 * i, isOut);
    }
    root.classList.toggle("out", isOut);
    const words = isOut ? finaleWords(latest) : null;
    setText(said, words?.said ?? "");
    setText(more, words?.more ?? "");
    for (const node of [said, more]) node.hidden = node.textContent === "";
  }

  function wait(pace: number): void {
    if (step >= 2 * cards.length) return;
    const ms = step % 2 === 0 ? MASKED_MS : UNMASKED_MS;
    setTimeout(() => {
      if (!root.isConnected) return;
      step++;
      if (step >= 2 * cards.length) play("result");
      else if (step % 2 === 1) play("arrived");
      draw();
      wait(pace);
    }, ms * pace);
  }

  return {
    root,
    update(view) {
      latest = view;
      const { unmasked = [] } = view.finale ?? {};
      if (cards.length === 0 && unmasked.length > 0) {
        cards = unmasked.map(() => finalePairCard());
        list.replaceChildren(...cards.map((card) => card.root));
        const whole = unmasked.length * (MASKED_MS + UNMASKED_MS);
        wait(view.remainingMs < 0 ? 1 : Math.min(1, (MOST * view.remainingMs) / whole));
      }
      draw();
    },
  };
}
