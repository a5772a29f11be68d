import "../styles/lesson.css";
import { isStop, LESSON_STOPS } from "../../shared/round/lesson/stops.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { lobbyScreen } from "../board/screens/lobby-screen.ts";
import { type ProjectorScreen, stageOf } from "../board/screens/projector-screen.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";
import { lessonBody, lessonHead } from "./lesson-body.ts";
import { isLessonShown, stepShown } from "./shown-lesson.ts";

/** A step of the lesson on the big screen: one sentence, what it shows, and how many have done their part. */
export function lessonBoard(view: RoomView): ProjectorScreen {
  const { lesson } = view;
  if (lesson === null || lesson.place === "welcome") return welcomeBoard(view);
  const { key, closed } = lesson;
  const { kind } = stepShown(lesson);
  const stage = stageOf();
  const body = element("div", { class: "lesson-body" });
  const answered = element("p", { class: "pill p-locked lesson-answered", attributes: { "aria-live": "polite" } });
  answered.hidden = kind === "watch" || kind === "vote" || closed || lesson.screen === "";
  const root = element("section", { class: "p-lesson lesson" }, lessonHead(lesson), body, answered, stage);
  let drawn = "";
  return {
    root,
    stage,
    update(next) {
      if (!isLessonShown(next) || next.lesson.key !== key) return;
      const now = `${next.lesson.screen}${next.lesson.waiting}${next.learning.state}`;
      if (now !== drawn) body.replaceChildren(lessonBody(next));
      drawn = now;
      setText(answered, t("lesson.answered", { count: next.lesson.answered, total: next.here }));
    },
  };
}

/** How to join, and the stops to come. */
function welcomeBoard(view: RoomView): ProjectorScreen {
  const lobby = lobbyScreen(view);
  const stops = LESSON_STOPS.filter(isStop).map((stop) => element("li", { text: t(`lesson.stop.${stop}`) }));
  lobby.root.classList.add("p-lesson-welcome");
  lobby.root
    .querySelector(".p-crowd")
    ?.prepend(
      element("h1", { class: "lesson-say", text: t("lesson.say.welcome") }),
      element("ol", { class: "lesson-stops" }, ...stops),
    );
  return lobby;
}
