/** The numbers that a class causes at the stops. */

import type { TasteBoard } from "../../protocol/lesson.ts";
import { answersTo, type LessonState } from "./lesson-state.ts";
import { type OptionMark, questionsOf } from "./questions.ts";
import type { LessonFigures, LessonTally } from "./screens.ts";
import type { StepName } from "./stops.ts";
import { writtenTexts } from "./written-texts.ts";

/** How many of the class's picks in a stop's questions were for what `mark` stands for. */
export function tallyOf(lesson: LessonState, name: StepName, mark: OptionMark): LessonTally {
  let [count, of] = [0, 0];
  for (const { key, question } of questionsOf(lesson, name))
    for (const answer of answersTo(lesson, key).values()) {
      if (question === null || !("picks" in answer)) continue;
      of += 1;
      if (question.marks[answer.picks[0] ?? -1] === mark) count += 1;
    }
  return { count, of };
}

/** The rounds of votes with what was bet on them, in their order. */
export const roundsVotedOn = ({ taste }: Pick<LessonState, "taste">): TasteBoard["rounds"] =>
  taste?.rounds.filter(({ hits }) => hits.of > 0) ?? [];

export function lessonFigures(lesson: LessonState): LessonFigures {
  const asked = (name: StepName, mark: OptionMark): LessonTally | null => {
    const tally = tallyOf(lesson, name, mark);
    return tally.of === 0 ? null : tally;
  };
  const rounds = roundsVotedOn(lesson);
  const [first, last] = [rounds[0], rounds.at(-1)];
  const { written } = writtenTexts(lesson);
  const practised = lesson.exhibits.practises?.content;
  return {
    words: asked("nextWord", "right"),
    written: written === 0 ? null : written,
    hits: first && last && first !== last ? { first: first.hits.rate, last: last.hits.rate } : null,
    rewards: practised ? { before: practised.before, after: practised.after } : null,
    leashed: asked("leash", "leashed"),
    dpo: asked("rival", "dpo"),
  };
}
