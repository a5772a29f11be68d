import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { AnswersOfVersions } from "../../../shared/protocol/lab.ts";
import { figureArt } from "../../canvas/art/figure-art.ts";
import { t } from "../../i18n/t.ts";
import { pictureImage } from "../../ui/avatar-image.ts";
import { element } from "../../ui/element.ts";

let made = 0;

/** What several versions answer to the same prompt, which the viewer chooses. */
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
            pictureImage(figureArt(version), "version-face"),
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

/** Versions shown side by side at most. */
const SHOWN = 5;
const STEPS = [5, 10, 20, 50, 100, 200, 500];

/** Versions that players met, oldest first. */
export const metVersions = ({ versions }: VersionsBoard): number[] =>
  versions.filter(({ status }) => status === "promoted" || status === "rolled_back").map(({ version }) => version);

/**
 * A few versions that tell the story: all of them while they are few, then version 0, every fifth (tenth, ...) and the newest.
 * The version before stands in for a rejected one.
 */
export function milestones(met: readonly number[]): readonly number[] {
  if (met.length <= SHOWN) return met;
  const newest = met.at(-1)!;
  for (const step of STEPS) {
    const chosen = new Set([newest]);
    for (let at = 0; at < newest; at += step) chosen.add(met.findLast((version) => version <= at) ?? met[0]!);
    if (chosen.size <= SHOWN) return [...chosen].sort((x, y) => x - y);
  }
  return [met[0]!, newest];
}
