/** The rules of the lesson: what a host and players may do in it, and when. */

import type { ExhibitName } from "../../protocol/lesson.ts";
import { become, type Rejection, reject, type Transition } from "../command.ts";
import { leaveRound, startGame } from "../flow.ts";
import type { GameState } from "../state.ts";
import type { LessonAct, LessonCommand } from "./lesson-command.ts";
import {
  answersTo,
  isOpen,
  isVoting,
  keyOf,
  type LessonPlace,
  type LessonState,
  stepOf,
  textKey,
  withAnswer,
} from "./lesson-state.ts";
import { areFit, questionAt } from "./questions.ts";
import { type LessonPlaceName, PLACES, STEPS } from "./stops.ts";

export function lessonTransition(state: GameState, command: LessonCommand): Transition | Rejection {
  const { lesson } = state;
  if (lesson === null || state.phase.name === "finished") return reject("wrong_phase");
  switch (command.type) {
    case "lesson":
      return acted(state, lesson, command.act);
    case "answer":
      return answered(state, lesson, command);
    case "exhibit": {
      const exhibits = { ...lesson.exhibits, [command.exhibit.exhibit satisfies ExhibitName]: command.exhibit };
      return become({ ...state, lesson: { ...lesson, exhibits } });
    }
    case "bets":
      return become({ ...state, lesson: { ...lesson, taste: command.taste } });
  }
}

function acted(state: GameState, lesson: LessonState, act: LessonAct): Transition | Rejection {
  if (act.act === "hide") return hidden(state, lesson, act);
  if (lesson.away) return act.act === "return" ? moved(state, lesson, { away: false }) : reject("wrong_phase");
  switch (act.act) {
    case "next":
      return next(state, lesson);
    case "back": {
      const before = stepBefore(lesson);
      return before === null ? reject("wrong_phase") : moved(state, lesson, before);
    }
    case "again": {
      const runs = { ...lesson.runs, [lesson.place]: lesson.runs[lesson.place] + 1 };
      return moved(state, lesson, { step: 0, closed: false, runs });
    }
    case "goTo":
      return moved(state, lesson, { place: act.place, step: 0, closed: false });
    case "game":
      return started(leaveRound({ ...state, lesson: { ...lesson, away: true } }));
    case "return":
      return reject("wrong_phase");
  }
}

/** Players' part of a step is closed first, where it has one that they could take part in. */
function next(state: GameState, lesson: LessonState): Transition | Rejection {
  if (isOpen(lesson) && canBePutInto(lesson)) return closed(state, lesson);
  const after = stepAfter(lesson, state.settings.lessonStop);
  return after === null ? reject("wrong_phase") : moved(state, lesson, after);
}

/** Without the trainer's matter there is nothing to choose from and nothing to write to. */
const canBePutInto = (lesson: LessonState): boolean => {
  const { kind } = stepOf(lesson);
  return kind === "vote" || (kind === "write" ? taskOf(lesson) !== "" : questionAt(lesson) !== null);
};

/** The prompt that a step asks players to write to; "" where it asks for nothing, or isn't known yet. */
export function taskOf(lesson: LessonState): string {
  const pairs = lesson.exhibits.imitates?.content?.pairs ?? [];
  if (stepOf(lesson).kind !== "write" || pairs.length === 0) return "";
  // Not the one that the class has just seen an answer to.
  return pairs[(lesson.runs[lesson.place] + 1) % pairs.length]?.prompt ?? "";
}

function closed(state: GameState, lesson: LessonState): Transition {
  const left = { ...state, lesson: { ...lesson, closed: true } };
  return isVoting(lesson) ? leaveRound(left) : become(left);
}

function answered(
  state: GameState,
  lesson: LessonState,
  { playerId, key, answer }: Extract<LessonCommand, { type: "answer" }>,
): Transition | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  if (lesson.away || !isOpen(lesson) || key !== keyOf(lesson)) return reject("wrong_phase");
  if ("text" in answer) {
    if (taskOf(lesson) === "") return reject("wrong_phase");
    return become({ ...state, lesson: withAnswer(lesson, key, playerId, answer) });
  }
  const question = questionAt(lesson);
  if (question === null) return reject("wrong_phase");
  if (!areFit(answer.picks, question)) return reject("bad_picks");
  const taken = { ...state, lesson: withAnswer(lesson, key, playerId, answer) };
  return everybodyAnswered(taken, key) ? closed(taken, taken.lesson) : become(taken);
}

/** Who is here has answered; texts are closed by the host, who reads them. */
function everybodyAnswered({ players, lesson }: GameState & { lesson: LessonState }, key: string): boolean {
  const given = answersTo(lesson, key);
  return [...players.values()].every(({ id, presence }) => presence !== "here" || given.has(id));
}

function hidden(
  state: GameState,
  lesson: LessonState,
  { playerId, hidden: isHidden }: Extract<LessonAct, { act: "hide" }>,
): Transition | Rejection {
  const texts = [...lesson.answers].filter(([, given]) => "text" in (given.get(playerId) ?? {}));
  if (texts.length === 0) return reject("unknown_pair");
  const keys = new Set(lesson.hidden);
  for (const [key] of texts)
    if (isHidden) keys.add(textKey(key, playerId));
    else keys.delete(textKey(key, playerId));
  return become({ ...state, lesson: { ...lesson, hidden: keys } });
}

/** The lesson somewhere else. A round of the step before is closed, and a vote that begins there opens one. */
function moved(state: GameState, lesson: LessonState, to: Partial<LessonPlace>): Transition | Rejection {
  const left = leaveRound({ ...state, lesson: { ...lesson, ...to } });
  return isVoting(left.state.lesson) ? started(left) : left;
}

function started(left: Transition): Transition | Rejection {
  const opened = startGame(left.state);
  return "rejected" in opened ? opened : become(opened.state, ...left.effects, ...opened.effects);
}

type Way = Pick<LessonPlace, "place" | "step" | "closed">;

/** @param firstStop where the welcome leads, from 1 */
function stepAfter({ place, step }: LessonPlace, firstStop: number): Way | null {
  if (step + 1 < STEPS[place].length) return { place, step: step + 1, closed: false };
  const after = place === "welcome" ? PLACES[Math.max(1, firstStop)] : PLACES[PLACES.indexOf(place) + 1];
  return after === undefined ? null : { place: after, step: 0, closed: false };
}

/** What was put in before stays as it is, and is shown. */
function stepBefore({ place, step }: LessonPlace): Way | null {
  if (step > 0) return shownAt(place, step - 1);
  const before = PLACES[PLACES.indexOf(place) - 1];
  return before === undefined ? null : shownAt(before, STEPS[before].length - 1);
}

const shownAt = (place: LessonPlaceName, step: number): Way => ({
  ...{ place, step, closed: stepOf({ place, step }).kind !== "watch" },
});
