import type { FinaleView } from "../../../shared/round/view-learning.ts";
import { t } from "../../i18n/t.ts";
import { pictureImage } from "../avatar-image.ts";
import { element, setText } from "../element.ts";

const MASK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 56"><path d="M4 14C20 2 44 4 60 14 76 4 100 2 116 14c2 20-10 38-30 38-14 0-20-8-26-16-6 8-12 16-26 16C14 52 2 34 4 14Z" fill="#231942" stroke="#fff" stroke-width="3"/><ellipse cx="36" cy="27" rx="13" ry="8" fill="#fff"/><ellipse cx="84" cy="27" rx="13" ry="8" fill="#fff"/></svg>`;

/** A pair of a finale: its prompt, both answers behind their masks or without them, and in the end the split. */
export interface FinalePairCard {
  readonly root: HTMLElement;
  /** `isOff`: it may be told who wrote what; `isOut`: how all voted, too. */
  update(pair: FinaleView["unmasked"][number], isOff: boolean, isOut: boolean): void;
}

export function finalePairCard(): FinalePairCard {
  const prompt = element("p", { class: "finale-prompt" });
  const a = answerCard("a");
  const b = answerCard("b");
  const [before, now] = [element("span"), element("span")];
  const split = element("p", { class: "finale-split" }, before, now);
  return {
    root: element(
      "li",
      { class: "finale-pair" },
      prompt,
      split,
      element("div", { class: "finale-answers" }, a.root, b.root),
    ),
    update(pair, isOff, isOut) {
      const { nowIsA, forNow, forBefore } = pair;
      setText(prompt, pair.prompt);
      a.update(pair.a, isOff ? { isNow: nowIsA, votes: nowIsA ? forNow : forBefore } : null);
      b.update(pair.b, isOff ? { isNow: !nowIsA, votes: nowIsA ? forBefore : forNow } : null);
      split.hidden = !isOut;
      if (!isOut) return;
      setText(before, t("finale.beforeVotes", { count: forBefore }));
      setText(now, t("finale.nowVotes", { count: forNow }));
      const sum = forNow + forBefore;
      split.style.setProperty("--at", `${sum === 0 ? 50 : (100 * forBefore) / sum}%`);
    },
  };
}

function answerCard(side: "a" | "b") {
  const text = element("p", { class: "finale-answer-text", attributes: { dir: "auto" } });
  const who = element("strong", { class: "finale-who" });
  const votes = element("span", { class: "pill finale-votes" });
  const badge = element("span", { class: `badge badge-${side}`, text: side.toUpperCase() });
  const head = element("p", { class: "finale-head" }, badge, who, votes);
  const root = element("article", { class: "finale-answer" }, pictureImage(MASK, "finale-mask"), head, text);
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
