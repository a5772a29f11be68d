import { expect, test } from "vitest";
import { stageStates } from "../../../../client/ui/learning/stage-strip.ts";
import { newGame } from "../../../../shared/round/game.ts";
import { newLesson } from "../../../../shared/round/lesson/lesson-state.ts";
import type { LessonPlaceName } from "../../../../shared/round/lesson/stops.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import type { TrainerState } from "../../../../shared/round/trainer-states.ts";
import { viewFor } from "../../../../shared/round/view-for.ts";

const game = newGame(DEFAULT_SETTINGS);
const inGame = (state: TrainerState | "down", policyVersion = 0) => {
  const learning = { ...game.learning, state, policyVersion };
  return Object.values(stageStates(viewFor({ ...game, learning }, { role: "spectator" }, 0)));
};
const inLesson = (place: LessonPlaceName, away = false) => {
  const lesson = { ...newLesson(1), place, away };
  return Object.values(stageStates(viewFor({ ...game, lesson }, { role: "spectator" }, 0)));
};

test("in a game the model has read and imitated, and lights up by what the trainer does", () => {
  expect(inGame("idle")).toEqual(["done", "done", "later", "later"]);
  expect(inGame("reward")).toEqual(["done", "done", "now", "later"]);
  for (const state of ["improve", "gate"] as const) expect(inGame(state)).toEqual(["done", "done", "later", "now"]);
  expect(inGame("refill", 2)).toEqual(["done", "done", "done", "done"]);
  expect(inGame("down")).toEqual(["done", "done", "later", "later"]);
});

test("in a lesson it lights up stop by stop, and cheating is practice too", () => {
  expect(inLesson("welcome")).toEqual(["later", "later", "later", "later"]);
  expect(inLesson("reads")).toEqual(["now", "later", "later", "later"]);
  expect(inLesson("taste")).toEqual(["done", "done", "now", "later"]);
  for (const place of ["practises", "cheats"] as const) expect(inLesson(place).at(-1)).toBe("now");
  expect(inLesson("farewell")).toEqual(["done", "done", "done", "done"]);
  expect(inLesson("reads", true)).toEqual(["done", "done", "later", "later"]);
});
