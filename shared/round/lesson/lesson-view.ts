import type { GameState } from "../state.ts";
import type { LessonView } from "../view-learning.ts";
import { taskOf } from "./lesson-acts.ts";
import { lessonFigures, roundsVotedOn, tallyOf } from "./lesson-figures.ts";
import { answersTo, keyOf, type LessonAnswer, type LessonState, stepOf } from "./lesson-state.ts";
import { exhibitOf } from "./lesson-wants.ts";
import { chosenPrinciples, countsOf, questionAt } from "./questions.ts";
import type { LessonScreen, LessonWaiting, QuestionScreen } from "./screens.ts";
import { writtenTexts } from "./written-texts.ts";

/** What everybody sees of a lesson; null where there is none. */
export function lessonView({ lesson, players }: Pick<GameState, "lesson" | "players">): LessonView | null {
  if (lesson === null) return null;
  const { place, step, closed, away } = lesson;
  const key = keyOf(lesson);
  const given = answersTo(lesson, key);
  const answered = [...players.values()].filter(({ id, presence }) => presence === "here" && given.has(id)).length;
  const screen = screenOf(lesson);
  const waiting = screen === null ? waitingFor(lesson) : null;
  return {
    ...{ place, step, key, closed, away, answered },
    screen: screen === null ? "" : JSON.stringify(screen),
    waiting: waiting === null ? "" : JSON.stringify(waiting),
  };
}

/** What a player has put into the present step; null for nothing. */
export const ownAnswer = (lesson: LessonState | null, playerId: string): LessonAnswer | null =>
  (lesson && answersTo(lesson).get(playerId)) ?? null;

/** Null while what it shows isn't made. */
function screenOf(lesson: LessonState): LessonScreen | null {
  const { name } = stepOf(lesson);
  const { reads, imitates, practises, cheats, feedback, constitution } = lesson.exhibits;
  switch (name) {
    case "welcome":
      return { name };
    case "bets":
    case "hits":
      return { name, taste: lesson.taste && { ...lesson.taste, rounds: roundsVotedOn(lesson) } };
    case "farewell":
      return { name, figures: lessonFigures(lesson) };
    case "nextWord":
    case "best":
    case "leash":
    case "rival":
    case "principles":
      return questionScreen(lesson, name);
    case "growing":
      return shown(reads, ({ stages, continuations }) => ({ name, stages, continuations }));
    case "accuracy":
      return shown(reads, ({ stages }) => ({ name, stages, mine: tallyOf(lesson, "nextWord", "right") }));
    case "before":
      return shown(imitates, ({ pairs }) => ({
        name,
        pairs: pairs.slice(lesson.runs.imitates % pairs.length).slice(0, 1),
      }));
    case "demonstrate": {
      const prompt = taskOf(lesson);
      return prompt === "" ? null : { name, prompt, written: answersTo(lesson).size };
    }
    case "demonstrated":
      return shown(imitates, ({ demonstrations }) => {
        const { prompt, texts, written } = writtenTexts(lesson);
        return { name, prompt, written, texts, read: demonstrations };
      });
    case "tries":
      return shown(practises, ({ model: _, leftOut: __, ...content }) => ({
        ...{ name, ...content, rightGuesses: tallyOf(lesson, "best", "right") },
      }));
    case "runaway":
      return shown(cheats, ({ curve, leashed }) => ({ name, curve, leashed }));
    case "leashed":
      return shown(cheats, ({ pairs, leftOut }) => ({
        ...{ name, pairs: pairs.slice(0, 1), leftOut, preferred: tallyOf(lesson, "leash", "leashed") },
      }));
    case "feedback":
      return shown(feedback, (content) => ({ name, ...content, dpo: tallyOf(lesson, "rival", "dpo") }));
    case "obeyed":
      return shown(constitution, ({ principles, examples, revised }) => ({
        ...{ name, principles, examples: examples.slice(0, 2), revised, chosen: chosenPrinciples(lesson) },
      }));
  }
}

function shown<C>(
  exhibit: { readonly content: C | null } | undefined,
  screen: (content: C) => LessonScreen,
): LessonScreen | null {
  return exhibit?.content ? screen(exhibit.content) : null;
}

/** What stands behind the options travels only once the step is closed. */
function questionScreen(lesson: LessonState, name: QuestionScreen["name"]): QuestionScreen | null {
  const question = questionAt(lesson);
  if (question === null) return null;
  const { prompt, options, picks, marks, scores, stagePicks } = question;
  const counts = countsOf(lesson, keyOf(lesson), question);
  return { name, prompt, options, picks, result: lesson.closed ? { counts, marks, scores, stagePicks } : null };
}

function waitingFor(lesson: LessonState): LessonWaiting | null {
  const exhibit = exhibitOf(stepOf(lesson).name);
  if (exhibit === null) return null;
  const { progress = 0, work = "waiting", error = null } = lesson.exhibits[exhibit] ?? {};
  return { exhibit, progress, work, error: error ?? "" };
}
