import { t } from "../../i18n/t.ts";
import { element, setText } from "../element.ts";

/** A prompt and two answers as speech bubbles above their figures, which stand in `stage`. */
export interface PairBoard {
  readonly root: HTMLElement;
  readonly stage: HTMLElement;
  readonly bubbles: Readonly<Record<"a" | "b", HTMLElement>>;
  show(pair: { id: string; prompt: string; a: string; b: string }): void;
}

export function pairBoard(question: string): PairBoard {
  const prompt = element("p", { class: "prompt-text" });
  const a = bubble("a");
  const b = bubble("b");
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const bubbles = element("div", { class: "bubbles" }, a.root, b.root);
  const root = element(
    "div",
    { class: "pair" },
    element(
      "div",
      { class: "prompt" },
      element("h2", { class: "question", text: question }),
      element("span", { class: "visually-hidden", text: t("pair.prompt") }),
      prompt,
    ),
    bubbles,
    stage,
  );
  let shown = "";
  return {
    root,
    stage,
    bubbles: { a: a.root, b: b.root },
    show(pair) {
      if (pair.id === shown) return;
      shown = pair.id;
      setText(prompt, pair.prompt);
      setText(a.text, pair.a);
      setText(b.text, pair.b);
      root.dataset.pair = pair.id;
      for (const node of [bubbles, prompt]) {
        node.classList.remove("fresh");
        void node.offsetWidth;
        node.classList.add("fresh");
      }
    },
  };
}

/** A pair as a screen reader is told of it when it appears. */
export const spokenPair = ({ prompt, a, b }: { prompt: string; a: string; b: string }): string =>
  t("pair.spoken", { prompt, a, b });

function bubble(side: "a" | "b"): { root: HTMLElement; text: HTMLElement } {
  const name = side.toUpperCase();
  const text = element("p", { class: "bubble-text" });
  const badge = element("span", { class: "badge", text: name, attributes: { "aria-hidden": "true" } });
  const label = t("pair.answer", { side: name });
  const root = element("article", { class: `bubble bubble-${side}`, attributes: { "aria-label": label } }, badge, text);
  return { root, text };
}
