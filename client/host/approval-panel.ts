import type { HostMessage, WrittenAnswerView } from "../../shared/protocol/messages.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";

/** What players have written in the round: the host shows each answer to everyone, or keeps it back. Hidden while there is nothing. */
export function approvalPanel(send: (message: HostMessage) => void): {
  root: HTMLElement;
  update(answers: readonly WrittenAnswerView[]): void;
} {
  const list = element("ul", { class: "answers" });
  const waiting = element("p", { class: "hint", attributes: { role: "status" } });
  const all = element("button", {
    class: "button small",
    text: t("approval.all"),
    attributes: { type: "button" },
    onClick: () => {
      for (const { answerId, approved } of shown) if (approved === null) decide(answerId, true);
    },
  });
  const root = element(
    "section",
    { class: "panel moderation", attributes: { "aria-labelledby": "approval-heading" } },
    element("h2", { text: t("approval.heading"), attributes: { id: "approval-heading" } }),
    waiting,
    all,
    list,
  );
  root.hidden = true;
  let shown: readonly WrittenAnswerView[] = [];
  const rows = new Map<string, ReturnType<typeof rowOf>>();
  const decide = (answerId: string, approved: boolean) => send({ command: "approve", answerId, approved });

  return {
    root,
    update(answers) {
      shown = answers;
      root.hidden = answers.length === 0;
      const open = answers.filter(({ approved }) => approved === null).length;
      setText(waiting, t("approval.waiting", { count: open }));
      all.hidden = open === 0;
      for (const [id, row] of rows) {
        if (answers.some(({ answerId }) => answerId === id)) continue;
        row.root.remove();
        rows.delete(id);
      }
      // Rows stay where they are: a button never moves from under a finger.
      for (const answer of answers) {
        const row = rows.get(answer.answerId) ?? rowOf(answer, decide);
        if (!rows.has(answer.answerId)) list.append(row.root);
        rows.set(answer.answerId, row);
        row.update(answer.approved);
      }
    },
  };
}

function rowOf({ answerId, text }: WrittenAnswerView, decide: (answerId: string, approved: boolean) => void) {
  const button = (label: "approval.show" | "approval.keep", approved: boolean) =>
    element("button", {
      class: "button tiny",
      text: t(label),
      attributes: { type: "button", "aria-label": `${t(label)}: ${text}` },
      onClick: () => decide(answerId, approved),
    });
  const show = button("approval.show", true);
  const keep = button("approval.keep", false);
  const root = element(
    "li",
    { class: "answer-row" },
    element("div", { class: "answer-words" }, element("p", { text, attributes: { dir: "auto" } })),
    show,
    keep,
  );
  return {
    root,
    update(approved: boolean | null) {
      show.setAttribute("aria-pressed", String(approved === true));
      keep.setAttribute("aria-pressed", String(approved === false));
      root.classList.toggle("hidden-answer", approved === false);
    },
  };
}
