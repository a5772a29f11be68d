import "../styles/lesson.css";
import type { LessonAnswer } from "../../shared/round/lesson/lesson-state.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import type { PlayContext, Screen } from "../play/screens/screen.ts";
import { avatarImage } from "../ui/avatar-image.ts";
import { element, setText } from "../ui/element.ts";
import { demonstrationForm } from "./demonstration-form.ts";
import { lessonBody, lessonHead } from "./lesson-body.ts";
import { questionForm } from "./question-form.ts";
import { isLessonShown, screenShown, stepShown } from "./shown-lesson.ts";

/** What this page has put in, by the step's key: a player who comes back to a step finds it. */
const putIn = new Map<string, LessonAnswer>();

/** A step of the lesson on a player's device: something to do, or what is on the big screen too. */
export function lessonScreen(view: RoomView, context: PlayContext): Screen {
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const status = element("p", { class: "hint lesson-status", attributes: { role: "status" } });
  const root = element("section", { class: "lesson" });
  const { lesson } = view;
  if (lesson === null) return { root, stage, update: () => {}, pairId: () => null, close: () => {} };
  const { key, closed } = lesson;
  const own = context.ownBallot()?.lesson ?? putIn.get(key) ?? null;
  if (own !== null) putIn.set(key, own);

  const send = async (answer: LessonAnswer): Promise<string> => {
    const message = "text" in answer ? { key, text: answer.text } : { key, picks: [...answer.picks] };
    const reply = await context.link.request("lesson", message);
    if (reply.ok) {
      putIn.set(key, answer);
      return "";
    }
    if (reply.error === "wrong_phase") return t("lesson.tooLate");
    return reply.error === "unavailable" || reply.error === "unknown_session"
      ? t("lesson.notSent")
      : t(`refusal.${reply.error}`);
  };

  const screen = screenShown(lesson);
  const { kind, name } = stepShown(lesson);
  const form = screen === null || closed ? null : formOf();
  function formOf(): HTMLElement | null {
    if (screen?.name === "demonstrate") return demonstrationForm(screen, own, send);
    return kind === "choose" && screen !== null && "options" in screen ? questionForm(screen, own, send) : null;
  }

  let drawn = "";
  const body = element("div", { class: "lesson-body" });
  const me = name === "welcome" ? welcomed(view, context.myId()) : null;
  const look = element("p", { class: "hint lesson-look", text: t("lesson.look") });
  root.append(lessonHead(lesson), ...(form === null ? [me ?? body, look] : [form]), status, stage);
  look.hidden = name === "welcome";

  return {
    root,
    stage,
    update(next) {
      if (!isLessonShown(next) || next.lesson.key !== key) return;
      const now = `${next.lesson.screen}${next.lesson.waiting}${next.learning.state}`;
      if (form === null && now !== drawn) body.replaceChildren(lessonBody(next));
      drawn = now;
      const isAsked = form !== null && kind !== "watch";
      setText(status, isAsked ? t("lesson.answered", { count: next.lesson.answered, total: next.here }) : "");
    },
    pairId: () => null,
    close: () => {},
  };
}

/** Before the first stop: the player sees that they are in. */
function welcomed(view: RoomView, id: string | null): HTMLElement {
  const player = view.players.get(id ?? "");
  return element(
    "div",
    { class: "panel lesson-welcome" },
    player === undefined ? null : avatarImage(player.avatar),
    element("h2", { text: t("lobby.heading") }),
    element("p", { text: t("lobby.waiting") }),
  );
}
