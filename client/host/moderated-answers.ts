import type { ReportedAnswer } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/protocol/views.ts";

export interface ModeratedAnswer {
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
  view: Pick<RoomView, "showdown" | "podium" | "entries">,
  reported: readonly ReportedAnswer[],
): readonly ModeratedAnswer[] {
  const { showdown, podium, entries } = view;
  const shown = [
    ...(showdown === null
      ? []
      : [
          { id: showdown.answerA, text: showdown.a },
          { id: showdown.answerB, text: showdown.b },
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
