import "../styles/choices.css";
import type { LessonAnswer } from "../../shared/round/lesson/lesson-state.ts";
import type { QuestionScreen } from "../../shared/round/lesson/screens.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";
import { letterOf, optionText } from "./bodies/question-body.ts";

let made = 0;

/**
 * The options of a step to mark: one by one press, which can be changed, or several that are sent together.
 *
 * @param send resolves with what to tell the player where it went wrong, else ""
 */
export function questionForm(
  screen: QuestionScreen,
  own: LessonAnswer | null,
  send: (answer: LessonAnswer) => Promise<string>,
): HTMLElement {
  const { name, prompt, options, picks } = screen;
  const sent = own !== null && "picks" in own ? own.picks : [];
  const chosen = new Set(sent);
  const several = picks > 1;
  const group = `lesson-${made++}`;
  const said = element("p", { class: "lesson-said", attributes: { role: "status" } });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const submit = element("button", {
    class: "button primary wide",
    text: t("lesson.lockIn"),
    attributes: { type: "submit" },
  });
  const inputs = options.map((_, i) =>
    element("input", { attributes: { type: several ? "checkbox" : "radio", name: group, value: String(i) } }),
  );
  const labels = options.map((option, i) =>
    element(
      "label",
      { class: "choice lesson-option" },
      inputs[i] ?? null,
      element(
        "span",
        { class: "choice-words" },
        element("span", { class: "badge", text: letterOf(i) }),
        element("span", {
          class: "option-text",
          text: optionText(screen, option),
          attributes: name === "principles" ? {} : { lang: "en" },
        }),
      ),
    ),
  );
  const legend = element("legend", { class: "visually-hidden", text: t(`lesson.say.${name}`) });
  const fields = element("fieldset", { class: "choices lesson-choices" }, legend, ...labels);
  const form = element(
    "form",
    { class: `lesson-form about-${name}` },
    prompt === ""
      ? null
      : element("p", {
          class: "lesson-prompt",
          text: name === "nextWord" ? `${prompt} …` : prompt,
          attributes: { lang: "en" },
        }),
    fields,
    said,
    problem,
    several ? submit : null,
  );

  function draw(): void {
    for (const [i, input] of inputs.entries()) {
      input.checked = chosen.has(i);
      // What is one too many can't be ticked.
      input.disabled = several && chosen.size >= picks && !chosen.has(i);
    }
    submit.disabled = chosen.size !== picks;
  }

  async function cast(): Promise<void> {
    const answer = { picks: [...chosen].sort((x, y) => x - y) };
    setText(problem, "");
    setText(said, "");
    const wrong = await send(answer);
    setText(problem, wrong);
    setText(said, wrong === "" ? t("lesson.chosen") : "");
  }

  for (const [i, input] of inputs.entries())
    input.addEventListener("change", () => {
      if (!several) chosen.clear();
      if (input.checked) chosen.add(i);
      else chosen.delete(i);
      draw();
      if (several) setText(said, t("lesson.chosenCount", { count: chosen.size, picks }));
      else void cast();
    });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen.size === picks) void cast();
  });
  if (sent.length > 0) setText(said, t("lesson.chosen"));
  draw();
  return form;
}
