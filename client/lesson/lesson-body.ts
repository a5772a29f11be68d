import type { LessonScreen, LessonWaiting } from "../../shared/round/lesson/screens.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type { LessonView } from "../../shared/round/view-learning.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";
import { betsBody, hitsBody, leashedBody, runawayBody, triesBody } from "./bodies/practice-bodies.ts";
import { questionBody } from "./bodies/question-body.ts";
import { accuracyBody, beforeBody, demonstrateBody, demonstratedBody, growingBody } from "./bodies/text-bodies.ts";
import { farewellBody, feedbackBody, obeyedBody } from "./bodies/ways-bodies.ts";
import { termButton } from "./glossary-terms.ts";
import { screenShown, stepShown, stopNumber, TERMS_OF, waitingShown } from "./shown-lesson.ts";

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

/** What a step of a lesson shows to everybody, the same on a phone and on the big screen. */
export function lessonBody(view: RoomView): HTMLElement {
  const { lesson } = view;
  const screen = lesson === null ? null : screenShown(lesson);
  if (screen !== null) return bodyOf(screen, view);
  return waitingBody(lesson === null ? null : waitingShown(lesson), view);
}

function bodyOf(screen: LessonScreen, view: RoomView): HTMLElement {
  switch (screen.name) {
    case "welcome":
      return element("div");
    case "growing":
      return growingBody(screen);
    case "nextWord":
    case "best":
    case "leash":
    case "rival":
    case "principles":
      return questionBody(screen);
    case "accuracy":
      return accuracyBody(screen);
    case "before":
      return beforeBody(screen);
    case "demonstrate":
      return demonstrateBody(screen);
    case "demonstrated":
      return demonstratedBody(screen);
    case "bets":
      return withLearning(betsBody(screen), view);
    case "hits":
      return withLearning(hitsBody(screen), view);
    case "tries":
      return triesBody(screen);
    case "runaway":
      return runawayBody(screen);
    case "leashed":
      return leashedBody(screen);
    case "feedback":
      return feedbackBody(screen);
    case "obeyed":
      return obeyedBody(screen);
    case "farewell":
      return farewellBody(screen);
  }
}

/** Between rounds of votes the reward model is fitted, which the class may wait for. */
function withLearning(body: HTMLElement, { learning }: RoomView): HTMLElement {
  if (learning.state === "reward")
    body.append(element("p", { class: "lesson-note learning-now", text: t("lesson.bets.learning") }));
  return body;
}

/** Something is being made, or can't be: in plain words, with something to talk about. */
function waitingBody(waiting: LessonWaiting | null, { learning }: RoomView): HTMLElement {
  // A trainer that is busy with it may be silent for a while.
  const isMissed = learning.state === "down" && waiting?.work === "waiting";
  if (waiting === null || waiting.error !== "" || isMissed)
    return element("p", { class: "lesson-lead", text: t("lesson.wait.down") });
  const bar = element("progress", {
    class: "lesson-progress",
    attributes: { max: "1", value: String(waiting.progress), "aria-label": t("lesson.wait.heading") },
  });
  return element(
    "div",
    { class: "lesson-middle lesson-waiting" },
    element("h2", { text: t("lesson.wait.heading") }),
    bar,
    element("p", { class: "lesson-lead", text: t(`lesson.work.${waiting.work}`) }),
    element("p", { class: "lesson-note", text: t(`lesson.talk.${waiting.exhibit}`) }),
  );
}
