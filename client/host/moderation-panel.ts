import type { ReportedAnswer } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";
import { type KeyedRow, keyedList, rowButton } from "../ui/keyed-list.ts";

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
  const here = keyedList<ModeratedAnswer>(
    shown,
    ({ answerId }) => answerId,
    (answer) => rowOf(answer, hide),
  );
  const gone = keyedList<ModeratedAnswer>(
    others,
    ({ answerId }) => answerId,
    (answer) => rowOf(answer, hide),
  );
  return {
    root,
    update(onScreen, reported) {
      now.hidden = onScreen.length === 0;
      late.hidden = reported.length === 0;
      root.hidden = now.hidden && late.hidden;
      here.update(onScreen);
      gone.update(reported);
    },
  };
}

function rowOf(first: ModeratedAnswer, hide: (answerId: string, hidden: boolean) => void): KeyedRow<ModeratedAnswer> {
  let answer = first;
  const letter = element("strong", { class: "answer-side" });
  const words = element("p", { attributes: { dir: "auto" } });
  const notes = element("p", { class: "hint" });
  const turn = rowButton("", () => hide(answer.answerId, !answer.hidden), { label: "" });
  const root = element(
    "li",
    { class: "answer-row" },
    letter,
    element("div", { class: "answer-words" }, words, notes),
    turn,
  );
  return {
    root,
    update(next) {
      answer = next;
      const { side, text, hidden } = answer;
      root.classList.toggle("hidden-answer", hidden);
      setText(letter, side);
      setText(words, text);
      setText(notes, notesOf(answer));
      notes.hidden = notes.textContent === "";
      setText(turn, t(hidden ? "host.show" : "host.hide"));
      turn.setAttribute("aria-label", hidden ? t("host.showLabel", { side }) : t("host.hideLabel", { side }));
    },
  };
}

function notesOf({ writer, reports, hidden }: ModeratedAnswer): string {
  return [
    ...(writer === "" ? [] : [writer]),
    ...(reports === 0 ? [] : [t("host.reports", { count: reports })]),
    ...(hidden ? [t("host.hiddenAnswer")] : []),
  ].join(" · ");
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
