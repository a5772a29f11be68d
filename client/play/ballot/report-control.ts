import type { ReportMessage } from "../../../shared/protocol/messages.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";

type Reportable = { readonly id: string; readonly letter: string };

/** Folded away until it is needed: a button for each answer on the screen that can be reported. */
export function reportControl(report: (message: ReportMessage) => Promise<{ readonly ok: boolean }>): {
  readonly root: HTMLElement;
  show(answers: readonly Reportable[]): void;
} {
  const buttons = element("div", { class: "report-buttons" });
  const said = element("p", { class: "hint", attributes: { role: "status" } });
  const root = element(
    "details",
    { class: "report" },
    element("summary", { text: t("report.open") }),
    element("p", { class: "hint", text: t("report.why") }),
    buttons,
    said,
  );
  let shown = "";

  async function send(answerId: string, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    const { ok } = await report({ answerId });
    button.disabled = ok;
    setText(said, t(ok ? "report.thanks" : "report.failed"));
  }

  return {
    root,
    show(answers) {
      const key = answers.map(({ id }) => id).join();
      root.hidden = answers.length === 0;
      if (key === shown) return;
      shown = key;
      root.open = false;
      setText(said, "");
      buttons.replaceChildren(
        ...answers.map(({ id, letter }) => {
          const button = element("button", {
            class: "button small",
            text: t("report.answer", { letter }),
            attributes: { type: "button" },
            onClick: () => void send(id, button),
          });
          return button;
        }),
      );
    },
  };
}

/** The two answers of a pair, as they can be reported. */
export function answersOf(
  pair: { readonly answerA: string; readonly answerB: string } | null | undefined,
): readonly Reportable[] {
  if (pair === null || pair === undefined) return [];
  return [
    { id: pair.answerA, letter: "A" },
    { id: pair.answerB, letter: "B" },
  ];
}
