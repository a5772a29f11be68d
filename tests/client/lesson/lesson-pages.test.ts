import { expect, test } from "vitest";
import { isTooClose } from "../../../client/lesson/bodies/figures.ts";
import { moodOf } from "../../../client/lesson/bodies/practice-bodies.ts";
import { stageName } from "../../../client/lesson/bodies/text-bodies.ts";
import { lessonSettings, stopOfAddress } from "../../../client/lesson/lesson-form.ts";
import { isLessonShown, lessonKey, screenShown, TERMS_OF } from "../../../client/lesson/shown-lesson.ts";
import { createSessionSchema } from "../../../shared/protocol/sessions.ts";
import { newGame, withLesson } from "../../../shared/round/game.ts";
import { newLesson } from "../../../shared/round/lesson/lesson-state.ts";
import { STEP_NAMES } from "../../../shared/round/lesson/stops.ts";
import { viewFor } from "../../../shared/round/view-for.ts";

const room = { code: "ABCD", arena: "", spectators: 0, locked: false };
const viewOf = (lesson = newLesson(1)) => {
  const state = withLesson(newGame(lessonSettings(1)), lesson, false);
  return { ...viewFor(state, { role: "spectator" }, 0), ...room };
};

test("a link names the stop with which the lesson begins; what is no stop begins with the first", () => {
  expect(stopOfAddress("?stop=3")).toBe(3);
  for (const search of ["", "?stop=0", "?stop=7", "?stop=x", "?stop=1.5"]) expect(stopOfAddress(search)).toBe(1);
  expect(createSessionSchema.parse(lessonSettings(6))).toMatchObject({ lessonStop: 6 });
  expect(createSessionSchema.safeParse({ lessonStop: 7 }).success).toBe(false);
});

test("a lesson is on the screens, but not during its votes and not in a game in between", () => {
  const lesson = newLesson(1);
  expect(isLessonShown(viewOf())).toBe(true);
  expect(isLessonShown({ ...viewOf(), phase: "rapid" })).toBe(false);
  expect(isLessonShown(viewOf({ ...lesson, away: true }))).toBe(false);
  expect(screenShown(viewOf().lesson!)).toEqual({ name: "welcome" });
  const keys = [lesson, { ...lesson, place: "reads" as const }, { ...lesson, place: "taste" as const, closed: true }];
  expect(new Set(keys.map((one) => lessonKey(viewOf(one)))).size).toBe(3);
});

test("every step but the first and the last explains a word of the field", () => {
  const without = STEP_NAMES.filter((name) => TERMS_OF[name] === undefined);
  expect(without).toEqual(["welcome", "farewell"]);
});

test("Momo is in doubt while its bets can't be told from a coin's", () => {
  const round = (low: number, high: number, knew = true) => ({
    knew,
    hits: { rate: (low + high) / 2, low, high, of: 20 },
  });
  expect(moodOf(undefined)).toBe("unsure");
  expect(moodOf(round(0.6, 0.9, false))).toBe("unsure");
  expect(moodOf(round(0.4, 0.7))).toBe("unsure");
  expect(moodOf(round(0.55, 0.9))).toBe("happy");
  expect(moodOf(round(0.1, 0.4))).toBe("sad");
});

test("few votes, or votes near a half, are too close to call", () => {
  for (const [count, of] of [
    [0, 0],
    [2, 3],
    [13, 24],
  ] as const)
    expect(isTooClose({ count, of })).toBe(true);
  expect(isTooClose({ count: 29, of: 34 })).toBe(false);
  expect(isTooClose({ count: 5, of: 34 })).toBe(false);
});

test("stages of reading are told in plain words", () => {
  expect([0, 0.01, 0.1, 1].map(stageName)).toEqual(["Has read nothing", "Has read 1%", "Has read 10%", "Has read all"]);
});
