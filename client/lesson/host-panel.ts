import "../styles/lesson.css";
import type { HostMessage } from "../../shared/protocol/messages.ts";
import type { LESSON_WAYS, LessonAct } from "../../shared/round/lesson/lesson-command.ts";
import { isStop, LESSON_STOPS, PLACES, STEPS, STOP_MINUTES } from "../../shared/round/lesson/stops.ts";
import type { WrittenText } from "../../shared/round/lesson/written-texts.ts";
import type { RoomView } from "../../shared/round/view.ts";
import type { LessonView } from "../../shared/round/view-learning.ts";
import { t } from "../i18n/t.ts";
import { confirmed } from "../ui/confirmed.ts";
import { element, setText } from "../ui/element.ts";
import { stepShown, stopNumber, waitingShown } from "./shown-lesson.ts";

type LessonWay = (typeof LESSON_WAYS)[number];

/** What the host of a lesson holds in their hands: next, and all other ways. */
export function lessonPanel(send: (message: HostMessage) => void): {
  root: HTMLElement;
  update(view: RoomView): void;
  written(texts: readonly WrittenText[]): void;
} {
  const act = (one: LessonAct) => send({ command: "lesson", act: one });
  const button = (word: LessonWay | "skip", className: string, onClick: () => void) =>
    element("button", {
      ...{ class: `button ${className}`, attributes: { type: "button" }, text: t(`lesson.host.${word}`), onClick },
    });
  let place: LessonView["place"] = "welcome";
  const where = element("p", { class: "host-phase", attributes: { "aria-live": "polite" } });
  const sentence = element("p", { class: "lesson-host-say" });
  const state = element("p", { class: "hint" });
  const problem = element("p", { class: "problem", attributes: { role: "status" } });
  const ask = element("p", { class: "lesson-host-ask" });
  const next = button("next", "primary", () => act({ act: "next" }));
  const back = button("back", "", () => act({ act: "back" }));
  const again = button("again", "small", () => act({ act: "again" }));
  const skip = button("skip", "small", () => {
    const after = PLACES[PLACES.indexOf(place) + 1];
    if (after !== undefined) act({ act: "goTo", place: after });
  });
  const game = button("game", "small", () => act({ act: "game" }));
  const return_ = button("return", "primary", () => act({ act: "return" }));
  const ending = { heading: t("host.endHeading"), body: t("host.endBody"), yes: t("host.endYes") };
  const end = element("button", {
    class: "button small danger",
    text: t("host.end"),
    attributes: { type: "button" },
    onClick: () => void confirmed(ending).then((yes) => yes && send({ command: "end" })),
  });
  const ways = PLACES.filter(isStop).map((stop) => {
    const minutes = element("span", { class: "hint", text: t("lesson.host.minutes", { minutes: STOP_MINUTES[stop] }) });
    const go = element("button", {
      class: "button small",
      text: `${LESSON_STOPS.indexOf(stop) + 1} · ${t(`lesson.stop.${stop}`)}`,
      attributes: { type: "button" },
      onClick: () => act({ act: "goTo", place: stop }),
    });
    return { stop, go, item: element("li", {}, go, minutes) };
  });
  const texts = element("ul", { class: "lesson-host-texts" });
  const writing = element(
    "div",
    { class: "lesson-host-writing" },
    element("h3", { text: t("lesson.host.texts") }),
    element("p", { class: "hint", text: t("lesson.host.textsHint") }),
    texts,
  );
  writing.hidden = true;
  const root = element(
    "section",
    { class: "panel lesson-host", attributes: { "aria-label": t("lesson.heading") } },
    element("div", { class: "host-now" }, element("div", {}, where, sentence, state)),
    problem,
    element("div", { class: "host-buttons" }, next, back, return_),
    ask,
    writing,
    element("div", { class: "host-buttons" }, again, skip, game, end),
    element(
      "details",
      { class: "lesson-host-stops" },
      element("summary", { text: t("lesson.host.goTo") }),
      element("ol", {}, ...ways.map(({ item }) => item)),
    ),
  );
  root.hidden = true;
  let players: RoomView["players"] = new Map();
  let given: readonly WrittenText[] = [];

  function drawTexts(): void {
    writing.hidden = given.length === 0 || place !== "imitates";
    const items = given.map(({ playerId, text, hidden }) => {
      const nickname = players.get(playerId)?.nickname ?? "";
      const toggle = element("button", {
        class: "button tiny",
        text: t(hidden ? "host.show" : "host.hide"),
        attributes: {
          type: "button",
          "aria-label": t(hidden ? "lesson.host.showText" : "lesson.host.hideText", { nickname }),
        },
        onClick: () => act({ act: "hide", playerId, hidden: !hidden }),
      });
      const words = element("p", { text, attributes: { dir: "auto" } });
      return element(
        "li",
        { class: hidden ? "hidden-text" : "" },
        element("strong", { class: "who", text: nickname }),
        words,
        toggle,
      );
    });
    texts.replaceChildren(...items);
  }

  return {
    root,
    update(view) {
      const { lesson } = view;
      root.hidden = lesson === null || view.phase === "finished";
      if (lesson === null) return;
      const isElsewhere = lesson.place !== place;
      place = lesson.place;
      players = view.players;
      const { name, kind } = stepShown(lesson);
      const number = stopNumber(lesson);
      const steps = STEPS[place].length;
      const step = steps > 1 ? ` (${lesson.step + 1}/${steps})` : "";
      setText(where, `${number === "" ? "" : `${number} · `}${t(`lesson.stop.${place}`)}${step}`);
      setText(sentence, t(`lesson.say.${name}`));
      setText(state, stateLine(view, lesson));
      setText(problem, lesson.away ? "" : problemLine(view, lesson));
      setText(ask, `${t("lesson.host.notes")}: ${t(`lesson.ask.${place}`)}`);
      const closes = kind !== "watch" && !lesson.closed && (kind === "vote" || lesson.screen !== "");
      setText(next, t(closes ? "lesson.host.close" : "lesson.host.next"));
      for (const one of [next, back, again, skip, game, end, ask]) one.hidden = lesson.away;
      return_.hidden = !lesson.away;
      next.disabled = place === "farewell";
      back.disabled = place === "welcome";
      again.disabled = !isStop(place);
      skip.disabled = !isStop(place);
      game.disabled = view.players.size === 0;
      for (const { stop, go } of ways) {
        go.disabled = lesson.away;
        if (stop === place) go.setAttribute("aria-current", "step");
        else go.removeAttribute("aria-current");
      }
      if (isElsewhere) drawTexts();
    },
    written(told) {
      given = told;
      drawTexts();
    },
  };
}

function stateLine(view: RoomView, lesson: LessonView): string {
  const { here: players, verdicts } = view;
  if (view.phase === "rapid") return `${t("board.verdicts")}: ${verdicts}`;
  const minutes = isStop(lesson.place) ? ` · ${t("lesson.host.minutes", { minutes: STOP_MINUTES[lesson.place] })}` : "";
  if (lesson.closed || stepShown(lesson).kind === "watch") return `${t("lobby.here", { count: players })}${minutes}`;
  return `${t("lesson.answered", { count: lesson.answered, total: players })}${minutes}`;
}

function problemLine({ learning }: RoomView, lesson: LessonView): string {
  const waiting = waitingShown(lesson);
  if (waiting === null) return "";
  if (waiting.error !== "") return t("lesson.host.failed", { reason: waiting.error });
  return learning.state === "down" ? t("lesson.host.down") : "";
}
