import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";
import type { ModeratedAnswer } from "./moderated-answers.ts";

/** The answers on the screens and the reported ones, each with a button that hides it from everyone or shows it again. */
export function moderationPanel(hide: (answerId: string, hidden: boolean) => void): {
  root: HTMLElement;
  update(onScreen: readonly ModeratedAnswer[], reported: readonly ModeratedAnswer[]): void;
} {
  const shown = element("ul", { class: "answers" });
  const others = element("ul", { class: "answers" });
  const now = element("div", {}, element("h2", { text: t("host.onScreen") }), shown);
  const late = element("div", {}, element("h2", { text: t("host.reported") }), others);
  const root = element("section", { class: "panel moderation" }, now, late);
  let drawn = "";
  return {
    root,
    update(onScreen, reported) {
      const key = JSON.stringify([onScreen, reported]);
      if (key === drawn) return;
      drawn = key;
      const focused = document.activeElement?.getAttribute("data-answer");
      now.hidden = onScreen.length === 0;
      late.hidden = reported.length === 0;
      root.hidden = now.hidden && late.hidden;
      shown.replaceChildren(...onScreen.map((answer) => rowOf(answer, hide)));
      others.replaceChildren(...reported.map((answer) => rowOf(answer, hide)));
      if (focused) root.querySelector<HTMLElement>(`[data-answer="${CSS.escape(focused)}"]`)?.focus();
    },
  };
}

function rowOf(answer: ModeratedAnswer, hide: (answerId: string, hidden: boolean) => void): HTMLElement {
  const { answerId, side, text, writer, reports, hidden } = answer;
  const notes = [
    ...(writer === "" ? [] : [writer]),
    ...(reports === 0 ? [] : [t("host.reports", { count: reports })]),
    ...(hidden ? [t("host.hiddenAnswer")] : []),
  ];
  return element(
    "li",
    { class: `answer-row${hidden ? " hidden-answer" : ""}` },
    element("strong", { class: "answer-side", text: side }),
    element(
      "div",
      { class: "answer-words" },
      element("p", { text, attributes: { dir: "auto" } }),
      notes.length === 0 ? null : element("p", { class: "hint", text: notes.join(" · ") }),
    ),
    element("button", {
      class: "button tiny",
      text: t(hidden ? "host.show" : "host.hide"),
      attributes: {
        type: "button",
        "aria-label": hidden ? t("host.showLabel", { side }) : t("host.hideLabel", { side }),
        "data-answer": answerId,
      },
      onClick: () => hide(answerId, !hidden),
    }),
  );
}
