import { READING_STAGES } from "../../../shared/protocol/lesson.ts";
import type { QuestionScreen } from "../../../shared/round/lesson/screens.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { percent } from "../../ui/numbers.ts";
import { scoreText } from "./figures.ts";

/** What an option is called on screen: a principle by its words, everything else as the model wrote it. */
export function optionText({ name }: QuestionScreen, option: string): string {
  return name === "principles" ? t(`principle.${option as "kind"}`) : option;
}

export const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** A question as all look at it: what it is about, the options, and when it is closed how they were chosen and what stands behind them. */
export function questionBody(screen: QuestionScreen): HTMLElement {
  const { name, prompt, options, result } = screen;
  const most = Math.max(1, ...(result?.counts ?? []));
  const items = options.map((option, i) => {
    const item = element(
      "li",
      { class: "option" },
      element("span", { class: "badge", text: letterOf(i) }),
      element("p", {
        class: "option-text",
        text: optionText(screen, option),
        attributes: name === "principles" ? {} : { lang: "en" },
      }),
    );
    if (result === null) return item;
    const count = result.counts[i] ?? 0;
    const fill = element("span", { class: "option-fill", attributes: { "aria-hidden": "true" } });
    fill.style.width = `${(100 * count) / most}%`;
    const told = toldOf(result, i);
    item.classList.toggle("right", result.marks[i] === "right");
    item.append(
      element(
        "p",
        { class: "option-told" },
        element("strong", { text: t("lesson.votes", { count }) }),
        ...told.map((text) => element("span", { text })),
      ),
      fill,
    );
    return item;
  });
  return element(
    "div",
    { class: `lesson-question about-${name}` },
    prompt === ""
      ? null
      : element("p", {
          class: "lesson-prompt",
          text: name === "nextWord" ? `${prompt} …` : prompt,
          attributes: { lang: "en" },
        }),
    element("ol", { class: options.length > 4 ? "options many" : "options" }, ...items),
  );
}

/** What stands behind an option, in words. */
function toldOf({ marks, scores, stagePicks }: NonNullable<QuestionScreen["result"]>, index: number): string[] {
  const mark = marks[index];
  const told: string[] = [];
  if (mark === "right" || mark === "leashed" || mark === "loose" || mark === "ppo" || mark === "dpo")
    told.push(t(`lesson.mark.${mark}`));
  const score = scores[index];
  if (score !== undefined) told.push(t("lesson.score", { score: scoreText(score) }));
  const stages = stagePicks.flatMap((pick, stage) => (pick === index ? [percent(READING_STAGES[stage] ?? 0)] : []));
  if (stages.length > 0) told.push(t("lesson.modelChose", { stages: stages.join(", ") }));
  return told;
}
