import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../shared/round/beats/writing.ts";
import type { LessonAnswer } from "../../shared/round/lesson/lesson-state.ts";
import type { LessonScreen } from "../../shared/round/lesson/screens.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";

/**
 * An answer of the player's own, for the model to imitate. It can be changed while the class writes.
 *
 * @param send resolves with what to tell the player where it went wrong, else ""
 */
export function demonstrationForm(
  { prompt }: Extract<LessonScreen, { readonly name: "demonstrate" }>,
  own: LessonAnswer | null,
  send: (answer: LessonAnswer) => Promise<string>,
): HTMLElement {
  const text = element("textarea", {
    attributes: { rows: "4", maxlength: String(MAX_ANSWER_LENGTH), "aria-describedby": "words-left", dir: "auto" },
  });
  text.value = own !== null && "text" in own ? own.text : "";
  const left = element("p", { class: "hint words-left", attributes: { id: "words-left" } });
  const said = element("p", { class: "lesson-said", attributes: { role: "status" } });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const submit = element("button", {
    class: "button primary wide",
    text: t("lesson.lockIn"),
    attributes: { type: "submit" },
  });
  const form = element(
    "form",
    { class: "lesson-form writing" },
    element("p", { class: "lesson-prompt", text: prompt, attributes: { lang: "en" } }),
    element("label", { class: "field" }, element("span", { text: t("lesson.demo.label") }), text),
    left,
    said,
    problem,
    submit,
  );

  function draw(): void {
    const words = countWords(text.value);
    setText(left, t("bot.words", { words, max: MAX_WORDS }));
    submit.disabled = words === 0 || words > MAX_WORDS;
  }

  text.addEventListener("input", () => {
    setText(said, "");
    draw();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    setText(problem, "");
    void send({ text: text.value }).then((wrong) => {
      setText(problem, wrong);
      setText(said, wrong === "" ? t("lesson.demo.sent") : "");
      setText(submit, t(wrong === "" ? "lesson.change" : "lesson.lockIn"));
    });
  });
  if (text.value !== "") setText(said, t("lesson.demo.sent"));
  draw();
  return form;
}
