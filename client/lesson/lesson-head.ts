import type { LessonView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";
import { termButton } from "./glossary-terms.ts";
import { stepShown, stopNumber, TERMS_OF } from "./shown-lesson.ts";

/** The head of every screen of a lesson: which stop it is, one sentence, and the field's words on tap. */
export function lessonHead(lesson: LessonView): HTMLElement {
  const { name } = stepShown(lesson);
  const number = stopNumber(lesson);
  const stop = element("p", { class: "pill lesson-stop" });
  if (number !== "") stop.append(element("span", { text: number }), " · ");
  stop.append(element("strong", { text: t(`lesson.stop.${lesson.place}`) }));
  const terms = (TERMS_OF[name] ?? []).map(termButton);
  return element(
    "header",
    { class: "lesson-head" },
    element("div", { class: "lesson-row" }, stop, ...terms),
    element("h1", { class: "lesson-say", text: t(`lesson.say.${name}`) }),
  );
}
