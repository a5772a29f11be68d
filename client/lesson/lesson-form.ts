import "../styles/lesson.css";
import { LESSON_STOPS, stopNumbered } from "../../shared/round/lesson/stops.ts";
import { DEFAULT_SETTINGS, type SessionSettings } from "../../shared/round/settings.ts";
import { t } from "../i18n/t.ts";
import { choiceGroup } from "../ui/choice-group.ts";
import { element } from "../ui/element.ts";

/** Rounds of a lesson: its votes, and as many games in between as a class plays. */
const LESSON_ROUNDS = 100;
/** Votes of a lesson end when the host says so; this ends one that was forgotten. */
const VOTE_MS = 300_000;

/** Settings of a lesson that begins with a stop, counted from 1. */
export function lessonSettings(lessonStop: number): SessionSettings {
  return { ...DEFAULT_SETTINGS, lessonStop, title: t("lesson.heading"), rounds: LESSON_ROUNDS, rapidMs: VOTE_MS };
}

/** The stop that an address such as `/lesson?stop=3` names, counted from 1; the first one otherwise. */
export function stopOfAddress(search: string): number {
  const number = Number(new URLSearchParams(search).get("stop") ?? 1);
  return stopNumbered(number) === null ? 1 : number;
}

/** Whether a game or the lesson is to be created, and with which stop the lesson begins. */
export function lessonChoice(
  isLesson: boolean,
  onChange: (isLesson: boolean) => void,
): { kind: HTMLElement; fields: HTMLElement; settings(): SessionSettings } {
  const kind = choiceGroup<"game" | "lesson">(
    t("lesson.create.kind"),
    [
      { value: "game", label: t("lesson.create.game"), hint: t("lesson.create.gameHint") },
      { value: "lesson", label: t("lesson.create.lesson"), hint: t("lesson.create.lessonHint") },
    ],
    (chosen) => onChange(chosen === "lesson"),
  );
  const from = element("select");
  for (const [i, stop] of LESSON_STOPS.entries())
    from.append(
      element("option", { text: `${i + 1} · ${t(`lesson.stop.${stop}`)}`, attributes: { value: String(i + 1) } }),
    );
  from.value = String(stopOfAddress(location.search));
  const fields = element(
    "div",
    { class: "create-lesson" },
    element("label", { class: "field" }, element("span", { text: t("lesson.create.from") }), from),
    element("p", { class: "hint", text: t("lesson.create.english") }),
  );

  kind.choose(isLesson ? "lesson" : "game");
  return { kind: kind.root, fields, settings: () => lessonSettings(Number(from.value)) };
}
