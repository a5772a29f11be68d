import "../../styles/then-and-now.css";
import { TRAITS, type TraitChange } from "../../../shared/round/traits.ts";
import type { ThenAndNowView } from "../../../shared/round/view-learning.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";
import { decimals } from "../numbers.ts";
import { type ChangedWords, changedText, changedWords, type Piece } from "./changed-words.ts";

/** Differences that are told at most: a class reads three. */
const TOLD = 3;

/** One prompt, answered at the game's beginning and now, with the words that changed, and what changed in all answers. */
export function thenAndNow(): {
  root: HTMLElement;
  /** @param arrived the version that has just come, null without one: while its answers aren't there, nobody is told that nothing is new */
  update(view: ThenAndNowView | null, arrived: number | null): void;
} {
  const root = element("section", { class: "panel then-and-now" });
  let shown = "";
  return {
    root,
    update(view, arrived) {
      root.hidden = view === null && arrived !== null;
      const key = JSON.stringify(view);
      if (key === shown) return;
      shown = key;
      root.replaceChildren(
        element("h2", { text: t("thenAndNow.heading") }),
        ...(view === null ? [element("p", { class: "then-and-now-none", text: t("thenAndNow.none") })] : partsOf(view)),
      );
    },
  };
}

function partsOf(view: ThenAndNowView): readonly HTMLElement[] {
  return [
    element("p", { class: "then-and-now-prompt", text: view.prompt, attributes: { dir: "auto" } }),
    comparedAnswers(view),
    ...(view.compared ? [changeList(view.changes)] : []),
  ];
}

/** Two answers side by side with their changed words marked, and a text of the marks for those who can't see them. */
export function comparedAnswers(
  {
    before,
    after,
    versionBefore,
    versionAfter,
  }: Pick<ThenAndNowView, "before" | "after" | "versionBefore" | "versionAfter">,
  names = { before: t("thenAndNow.before"), after: t("thenAndNow.after") },
): HTMLElement {
  const words = changedWords(before, after);
  const answer = (side: "before" | "after", version: number) =>
    element(
      "figure",
      { class: `then-answer then-${side}` },
      element(
        "figcaption",
        {},
        element("strong", { text: names[side] }),
        element("span", { class: "pill", text: t("reveal.author", { version }) }),
      ),
      element("p", { attributes: { dir: "auto" } }, ...(words.allNew ? plain(words[side]) : marked(words[side], side))),
    );
  const sentence = markSentence(before, after, words);
  return element(
    "div",
    { class: "then-answers" },
    answer("before", versionBefore),
    answer("after", versionAfter),
    element("p", { class: before === after ? "then-and-now-note" : "visually-hidden", text: sentence }),
  );
}

function markSentence(before: string, after: string, words: ChangedWords): string {
  if (before === after) return t("thenAndNow.same");
  if (words.allNew) return t("thenAndNow.allNew");
  const [gone, come] = [changedText(words.before), changedText(words.after)];
  return [
    ...(gone === "" ? [] : [t("thenAndNow.gone", { words: gone })]),
    ...(come === "" ? [] : [t("thenAndNow.come", { words: come })]),
  ].join(" ");
}

const plain = (pieces: readonly Piece[]): readonly Node[] => [
  document.createTextNode(pieces.map(({ text }) => text).join("")),
];

const marked = (pieces: readonly Piece[], side: "before" | "after"): readonly Node[] =>
  pieces.map(({ text, changed }) =>
    changed ? element(side === "before" ? "del" : "ins", { text }) : document.createTextNode(text),
  );

/** What changed in all of a version's answers, or that nothing can be told apart yet. */
export function changeList(changes: readonly TraitChange[]): HTMLElement {
  if (changes.length === 0) return element("p", { class: "trait-changes-none", text: t("thenAndNow.noChange") });
  return element(
    "div",
    { class: "trait-changes" },
    element("h3", { text: t("thenAndNow.changes") }),
    element(
      "ul",
      {},
      ...changes
        .slice(0, TOLD)
        .map((change) =>
          element(
            "li",
            {},
            element("strong", { text: changeWords(change) }),
            element("span", { text: figuresOf(change) }),
          ),
        ),
    ),
  );
}

/** Such as "Kinder words". */
export const changeWords = ({ trait, before, after }: TraitChange): string =>
  t(`trait.${trait}.${after > before ? "more" : "less"}`);

/** The means in a unit that a pupil counts in. */
function figuresOf({ trait, before, after }: TraitChange): string {
  const { unit } = TRAITS[trait];
  const scale = { words: 1, sentences: 100, answers: 10, pairs: 100 }[unit];
  const digits = Math.round(scale * before) === Math.round(scale * after) ? 1 : 0;
  return t(`trait.unit.${unit}`, {
    before: decimals(scale * before, digits),
    after: decimals(scale * after, digits),
  });
}
