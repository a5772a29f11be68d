import { describe, expect, test } from "vitest";
import { EXHIBIT_NAMES, type ExhibitName } from "../../../../shared/protocol/lesson.ts";
import type { Command } from "../../../../shared/round/command.ts";
import { withLesson } from "../../../../shared/round/game.ts";
import { isVoting, keyOf, type LessonExhibit, newLesson } from "../../../../shared/round/lesson/lesson-state.ts";
import { wantedExhibits } from "../../../../shared/round/lesson/lesson-wants.ts";
import { questionAt } from "../../../../shared/round/lesson/questions.ts";
import type { LessonScreen, QuestionScreen } from "../../../../shared/round/lesson/screens.ts";
import { LESSON_STOPS, PLACES, STEPS } from "../../../../shared/round/lesson/stops.ts";
import { textsForHost, writtenTexts } from "../../../../shared/round/lesson/written-texts.ts";
import { viewFor } from "../../../../shared/round/view-for.ts";
import { SMALL_EXHIBITS } from "../../../support/lesson-exhibits.ts";
import { DEALT, Table } from "../../../support/play.ts";

const NEXT: Command = { type: "lesson", act: { act: "next" } };
const act = (name: "back" | "again" | "game" | "return"): Command => ({ type: "lesson", act: { act: name } });
const goTo = (place: (typeof PLACES)[number]): Command => ({ type: "lesson", act: { act: "goTo", place } });
const made = (exhibit: ExhibitName): Command => ({
  type: "exhibit",
  exhibit: {
    ...{ exhibit, parameters: {}, progress: 1, work: "comparing", error: null },
    content: SMALL_EXHIBITS[exhibit],
  } as LessonExhibit,
});

function lesson(players: readonly string[] = ["ann", "bob"], lessonStop = 1): Table {
  const table = new Table({ lessonStop, rounds: 100 }, players);
  table.state = withLesson(table.state, newLesson(7), false);
  return table.must(...EXHIBIT_NAMES.map(made));
}
const at = ({ state }: Table) => ({
  place: state.lesson?.place,
  step: state.lesson?.step,
  closed: state.lesson?.closed,
  phase: state.phase.name,
});
const answer = (table: Table, playerId: string, given: { picks: number[] } | { text: string }): Command => ({
  ...{ type: "answer", playerId, key: keyOf(table.state.lesson!), answer: given },
});
const screen = ({ state, now }: Table): LessonScreen =>
  JSON.parse(viewFor(state, { role: "spectator" }, now).lesson?.screen ?? "null");

test("every step has a place in the list of its stop, and a lesson leads through all of them to its end", () => {
  const table = lesson();
  const seen: string[] = [];
  for (let i = 0; i < 100; i++) {
    if (table.state.phase.name === "dealing") table.must({ ...DEALT, roundId: `r${i}` } as Command);
    seen.push(keyOf(table.state.lesson!));
    if (table.tell(NEXT) !== null) break;
  }
  expect(table.state.lesson?.place).toBe("farewell");
  const all = PLACES.flatMap((place) => STEPS[place].map(({ name, nth }) => `${name}/${nth}/0`));
  expect([...new Set(seen)]).toEqual(all);
});

describe("a question", () => {
  test("L2 L3 is answered and changed until the host closes it; only then does what is right travel", () => {
    const table = lesson().must(goTo("reads"), NEXT);
    expect(screen(table)).toMatchObject({ name: "nextWord", prompt: "The sky is", result: null });
    expect(JSON.stringify(viewFor(table.state, { role: "host" }, 0))).not.toContain("right");
    table.must(answer(table, "ann", { picks: [1] }), answer(table, "ann", { picks: [0] }));
    expect(viewFor(table.state, { role: "player", id: "ann" }, 0).own?.lesson).toEqual({ picks: [0] });
    expect(viewFor(table.state, { role: "player", id: "bob" }, 0).own).toBeNull();
    table.must(NEXT);
    expect(at(table)).toMatchObject({ step: 1, closed: true });
    const { result } = screen(table) as QuestionScreen;
    expect(result).toMatchObject({ counts: [1, 0, 0, 0], marks: ["right", "", "", ""], stagePicks: [1, 1, 0, 0] });
    expect(table.tell(answer(table, "bob", { picks: [0] }))).toBe("wrong_phase");
  });

  test("L2 closes when all who are here have answered, and waits for nobody who is gone", () => {
    const table = lesson(["ann", "bob", "cid"]).must(goTo("reads"), NEXT, { type: "drop", playerId: "cid" });
    table.must(answer(table, "ann", { picks: [0] }));
    expect(at(table).closed).toBe(false);
    table.must(answer(table, "bob", { picks: [2] }));
    expect(at(table).closed).toBe(true);
  });

  test("refuses strangers, other steps, and what is no option", () => {
    const table = lesson().must(goTo("reads"), NEXT);
    const asked = keyOf(table.state.lesson!);
    expect(table.tell(answer(table, "eve", { picks: [0] }))).toBe("not_a_player");
    expect(table.tell({ type: "answer", playerId: "ann", key: "nextWord/3/0", answer: { picks: [0] } })).toBe(
      "wrong_phase",
    );
    for (const picks of [[4], [-1], [0, 1], []]) expect(table.tell(answer(table, "ann", { picks }))).toBe("bad_picks");
    expect(table.tell(answer(table, "ann", { text: "blue" }))).toBe("wrong_phase");
    table.must(NEXT, NEXT);
    expect(table.tell({ type: "answer", playerId: "ann", key: asked, answer: { picks: [0] } })).toBe("wrong_phase");
  });

  test("about blind answers draws its sides, keeps them after a restart, and counts what stands behind them", () => {
    const sides = Array.from({ length: 40 }, (_, seed) => {
      const state = { ...newLesson(seed), place: "cheats", step: 1 } as const;
      const exhibits = { cheats: { ...cheats, content: SMALL_EXHIBITS.cheats } };
      return questionAt({ ...state, exhibits })?.marks[0];
    });
    expect(new Set(sides)).toEqual(new Set(["leashed", "loose"]));
    const table = lesson().must(goTo("cheats"), NEXT);
    const question = questionAt(table.state.lesson!)!;
    expect(question).toEqual(questionAt({ ...newLesson(7), ...table.state.lesson! }));
    table.must(answer(table, "ann", { picks: [question.marks.indexOf("leashed")] }), NEXT);
    expect(screen(table)).toMatchObject({ result: { counts: expect.arrayContaining([1, 0]) } });
    while (screen(table).name !== "leashed") table.must(NEXT);
    expect(screen(table)).toMatchObject({ preferred: { count: 1, of: 1 } });
  });

  test("about principles takes three, and what most chose is asked of the trainer", () => {
    const table = lesson(["ann", "bob", "cid"]).must(goTo("ways"));
    while (screen(table).name !== "principles") table.must(NEXT);
    expect(wantedExhibits(table.state.lesson!).map(({ exhibit }) => exhibit)).not.toContain("constitution");
    table.must(answer(table, "ann", { picks: [6, 0, 2] }), answer(table, "bob", { picks: [0, 6, 5] }), NEXT);
    const principles = ["kind", "playful", "short"];
    expect(wantedExhibits(table.state.lesson!)).toContainEqual({
      ...{ exhibit: "constitution", parameters: { principles }, run: 0 },
    });
  });
});

const cheats = { exhibit: "cheats", parameters: {}, progress: 1, work: "comparing", error: null } as const;

test("a question that isn't made yet is passed by, and takes no answers", () => {
  const table = new Table({ lessonStop: 1 }, ["ann"]);
  table.state = withLesson(table.state, newLesson(7), false);
  table.must(goTo("reads"), NEXT);
  expect(viewFor(table.state, { role: "host" }, 0).lesson).toMatchObject({ screen: "", waiting: /reads/ });
  expect(table.tell(answer(table, "ann", { picks: [0] }))).toBe("wrong_phase");
  table.must(NEXT);
  expect(at(table)).toMatchObject({ step: 2, closed: false });
});

describe("what the class writes", () => {
  test("L3 is told to nobody but the host until it is shown, without names, and without what the host hides", () => {
    const table = lesson().must(goTo("imitates"), NEXT);
    table.must(answer(table, "ann", { text: "Light scatters." }), answer(table, "bob", { text: "Because I say so." }));
    expect(at(table).closed).toBe(false); // the host closes texts
    const everybody = () => JSON.stringify(viewFor(table.state, { role: "spectator" }, 0));
    expect(everybody()).not.toContain("scatters");
    table.must(NEXT);
    expect(everybody()).not.toContain("scatters");
    expect(textsForHost(table.state.lesson!)).toHaveLength(2);
    table.must({ type: "lesson", act: { act: "hide", playerId: "bob", hidden: true } }, NEXT);
    expect(screen(table)).toMatchObject({ texts: ["Light scatters."], written: 2, read: 12_000 });
    table.must({ type: "lesson", act: { act: "hide", playerId: "bob", hidden: false } });
    expect(writtenTexts(table.state.lesson!).texts).toHaveLength(2);
    expect(table.tell({ type: "lesson", act: { act: "hide", playerId: "eve", hidden: true } })).toBe("unknown_pair");
  });

  test("goes with a player who is removed", () => {
    const table = lesson().must(goTo("imitates"), NEXT);
    table.must(answer(table, "ann", { text: "Light scatters." }), { type: "kick", playerId: "ann" });
    expect(textsForHost(table.state.lesson!)).toEqual([]);
  });
});

describe("a vote of the lesson", () => {
  const voting = () => lesson().must(goTo("taste"), DEALT);

  test("L4 is a rapid beat of its own round, which is closed without a showdown when the host presses next", () => {
    const table = voting();
    expect(at(table)).toEqual({ place: "taste", step: 0, closed: false, phase: "rapid" });
    table.effects.length = 0;
    table.must(NEXT);
    expect(at(table)).toEqual({ place: "taste", step: 0, closed: true, phase: "lobby" });
    expect(table.effects).toEqual([{ type: "closeRound", roundId: "r1" }]);
    table.must(NEXT);
    expect(at(table)).toMatchObject({ step: 1, phase: "dealing" });
    expect(table.state.round).toBe(2);
  });

  test("ends by its own timer in the same way", () => {
    const table = voting();
    table.now += table.state.settings.rapidMs;
    table.must({ type: "tick" });
    expect(at(table)).toEqual({ place: "taste", step: 0, closed: true, phase: "lobby" });
  });

  test("is closed when the host leads elsewhere, and a deal that comes too late is refused", () => {
    const table = voting().must(goTo("cheats"));
    expect(at(table)).toMatchObject({ place: "cheats", phase: "lobby" });
    expect(table.tell(DEALT)).toBe("wrong_phase");
  });

  test("L6 whose round ended while the process was away is closed", () => {
    const { state } = voting();
    const back = withLesson({ ...state, phase: { name: "lobby" } }, state.lesson!, false);
    expect(back.lesson?.closed).toBe(true);
    expect(isVoting(withLesson(state, state.lesson!, true).lesson)).toBe(true);
  });
});

describe("the host", () => {
  test("L1 L5 enters at any stop, goes back to what was answered, and repeats a stop with a clean slate", () => {
    const table = lesson(["ann", "bob"], 3).must(NEXT);
    expect(at(table)).toMatchObject({ place: LESSON_STOPS[2], phase: "dealing" });
    table.must(goTo("reads"), NEXT);
    table.must(answer(table, "ann", { picks: [0] }), NEXT, NEXT, act("back"));
    expect(at(table)).toMatchObject({ place: "reads", step: 1, closed: true });
    table.must(act("again"), NEXT);
    expect(screen(table)).toMatchObject({ prompt: "Rain falls from" });
    expect(viewFor(table.state, { role: "player", id: "ann" }, 0)).toMatchObject({
      own: null,
      lesson: { answered: 0 },
    });
    expect(table.must(goTo("welcome")).tell(act("back"))).toBe("wrong_phase");
  });

  test("L5 leaves for a game of the same players, and comes back to the step; the game can't be started otherwise", () => {
    const table = lesson().must(goTo("reads"), NEXT);
    table.must(answer(table, "ann", { picks: [0] }));
    expect(table.tell({ type: "start" })).toBe("wrong_phase");
    table.must(act("game"));
    expect(table.state.phase.name).toBe("dealing");
    expect(table.tell(NEXT)).toBe("wrong_phase");
    table.must(DEALT, { type: "skip" }, { type: "skip" });
    expect(table.state.phase.name).toBe("showdown");
    table.must(act("return"));
    expect(at(table)).toEqual({ place: "reads", step: 1, closed: false, phase: "lobby" });
    expect(viewFor(table.state, { role: "player", id: "ann" }, 0).own?.lesson).toEqual({ picks: [0] });
    expect(table.effects).toContainEqual(expect.objectContaining({ type: "closeRound", roundId: "r1" }));
  });

  test("commands nothing of a lesson in a game without one, nor after the end", () => {
    expect(new Table({}, ["ann"]).tell(NEXT)).toBe("wrong_phase");
    expect(lesson().must({ type: "end" }).tell(NEXT)).toBe("wrong_phase");
  });
});

test("what takes long is asked for a stop ahead, and what needs votes only after them", () => {
  const names = (table: Table) => wantedExhibits(table.state.lesson!).map(({ exhibit }) => exhibit);
  const table = lesson();
  expect(names(table)).toEqual(["reads", "imitates"]);
  expect(names(table.must(goTo("practises")))).toEqual(["reads", "imitates", "practises", "cheats"]);
  expect(names(table.must(goTo("cheats")))).toEqual(["reads", "imitates", "practises", "cheats", "dpo", "feedback"]);
});
