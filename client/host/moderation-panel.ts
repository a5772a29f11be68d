import type { ReportedAnswer } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";

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

interface ModeratedAnswer {
  readonly answerId: string;
  /** A letter for an answer on the screens, a number for a reported one. */
  readonly side: string;
  readonly text: string;
  readonly writer: string;
  readonly reports: number;
  readonly hidden: boolean;
}

/** The answers that everybody sees at this moment, with what the host knows about them. */
export function answersOnScreen(
  view: Pick<RoomView, "showdown" | "podium" | "entries" | "finale">,
  reported: readonly ReportedAnswer[],
): readonly ModeratedAnswer[] {
  const { showdown, podium, entries, finale } = view;
  const pairs = [showdown, finale?.pair ?? null, ...(finale?.unmasked ?? [])].filter((pair) => pair !== null);
  const shown = [
    ...pairs.flatMap(({ answerA, answerB, a, b }) => [
      { id: answerA, text: a },
      { id: answerB, text: b },
    ]),
    ...(podium?.answers ?? []),
  ];
  const more = entries.filter(({ id }) => shown.every((answer) => answer.id !== id));
  return [...shown, ...more].map(({ id, text }, i) => {
    const known = reported.find(({ answerId }) => answerId === id);
    const { writer = "", reports = 0, hidden = false } = known ?? {};
    return { answerId: id, side: String.fromCharCode(65 + i), text: known?.text ?? text, writer, reports, hidden };
  });
}

/** Reported or hidden answers that aren't on the screens. */
export function answersReported(
  onScreen: readonly ModeratedAnswer[],
  reported: readonly ReportedAnswer[],
): readonly ModeratedAnswer[] {
  const rest = reported.filter(({ answerId }) => onScreen.every((answer) => answer.answerId !== answerId));
  return rest.map((answer, i) => ({ ...answer, side: String(i + 1) }));
}
