import type { AnswersOfVersions } from "../../../shared/protocol/lab.ts";
import { contestantArt } from "../../canvas/art/contestant-art.ts";
import { t } from "../../i18n/t.ts";
import { pictureImage } from "../../ui/avatar-image.ts";
import { element } from "../../ui/element.ts";

let made = 0;

/** What several versions answer to the same prompt, the viewer choosing the prompt. */
export function sideBySide(): {
  root: HTMLElement;
  /** `problem`, where the answers can't be had. */
  show(versions: readonly number[], answers: AnswersOfVersions | null, problem?: string): void;
} {
  const id = `prompt-${made++}`;
  const select = element("select", { attributes: { id } });
  const next = element("button", { class: "button small", text: t("lab.nextPrompt"), attributes: { type: "button" } });
  const label = element("label", { text: t("lab.prompt"), attributes: { for: id } });
  const choice = element("div", { class: "lab-prompt" }, label, select, next);
  const cards = element("ul", { class: "lab-answers", attributes: { "aria-live": "polite" } });
  const note = element("p", { class: "lab-empty" });
  const root = element("div", { class: "lab-side" }, choice, note, cards);
  for (const part of [choice, note]) part.hidden = true; // nothing is known before the first answers
  let versions: readonly number[] = [];
  let prompts: AnswersOfVersions["prompts"] = [];

  function draw(): void {
    const chosen = prompts[select.selectedIndex];
    const shown = chosen === undefined ? [] : versions;
    cards.replaceChildren(
      ...shown.map((version) => {
        const answer = chosen?.answers.find((one) => one.version === version)?.text;
        return element(
          "li",
          { class: "lab-answer" },
          element(
            "p",
            { class: "lab-answer-head" },
            pictureImage(contestantArt(version), "version-face"),
            element("strong", { text: t("reveal.author", { version }) }),
          ),
          element("p", { class: answer === undefined ? "hint" : "lab-answer-text", text: answer ?? t("lab.noAnswer") }),
        );
      }),
    );
  }
  select.addEventListener("change", draw);
  next.addEventListener("click", () => {
    select.selectedIndex = (select.selectedIndex + 1) % Math.max(1, prompts.length);
    draw();
  });

  return {
    root,
    show(shown, answers, problem) {
      const before = select.value;
      versions = shown;
      prompts = answers?.prompts ?? [];
      select.replaceChildren(
        ...prompts.map(({ prompt }) => element("option", { text: prompt, attributes: { value: prompt } })),
      );
      if (prompts.some(({ prompt }) => prompt === before)) select.value = before;
      choice.hidden = prompts.length === 0;
      note.hidden = prompts.length > 0;
      note.textContent = problem ?? t("lab.noAnswers");
      draw();
    },
  };
}
