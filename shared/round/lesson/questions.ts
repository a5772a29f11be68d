import { PRINCIPLES, type PrincipleName } from "../../protocol/principles.ts";
import { seeded } from "../../random/seeded.ts";
import { shuffled } from "../../random/shuffled.ts";
import { answersTo, keyOf, type LessonPlace, type LessonState, stepOf } from "./lesson-state.ts";
import { PLACES, picksOf, STEPS, type StepName } from "./stops.ts";

/** What stands behind an option, told when the step is closed. */
export type OptionMark = "right" | "leashed" | "loose" | "ppo" | "dpo" | PrincipleName | "";

/** A step's question with its secrets. */
export interface Question {
  /** What it is about: a text that is cut off, or a prompt; "" where the words on screen say all. */
  readonly prompt: string;
  /** In the order in which they are shown. Principles are called by their names, which pages put into words. */
  readonly options: readonly string[];
  readonly marks: readonly OptionMark[];
  /** Scores of the options by the reward model; empty where there are none. */
  readonly scores: readonly number[];
  /** Which option the model chose at each stage of its reading; empty elsewhere. */
  readonly stagePicks: readonly number[];
  /** How many options a player marks. */
  readonly picks: number;
}

interface Option {
  readonly text: string;
  readonly mark: OptionMark;
  readonly score?: number;
}

/** How many tries a question about the best one shows. */
const TRIES = 4;

/** The question of a step; null where it has none, or while what it is about isn't made. */
export function questionAt(lesson: LessonState, at: Pick<LessonPlace, "place" | "step"> = lesson): Question | null {
  const { name, nth } = stepOf(at);
  const drawn = drawOf(lesson, at);
  const which = lesson.runs[at.place] * STEPS[at.place].filter((step) => step.name === name).length + nth;
  const { reads, practises, cheats, dpo } = lesson.exhibits;
  switch (name) {
    case "nextWord": {
      const one = around(reads?.content?.questions, which);
      if (one === null) return null;
      const marks = one.options.map((_, i) => (i === one.right ? ("right" as const) : ("" as const)));
      const stagePicks = one.guesses.map(({ pick }) => pick);
      return { prompt: one.text, options: one.options, marks, scores: [], stagePicks, picks: 1 };
    }
    case "best": {
      const { content } = practises ?? {};
      if (!content) return null;
      // Best first: each question has every second one of them.
      const tries = content.tries.filter((_, i) => i % 2 === nth).slice(0, TRIES);
      if (tries.length < 2) return null;
      const best = Math.max(...tries.map(({ score }) => score));
      const options = tries.map(({ text, score }) => ({
        ...{ text, score, mark: score === best ? ("right" as const) : ("" as const) },
      }));
      return asked(drawn, content.prompt, options);
    }
    case "leash": {
      const one = around(cheats?.content?.pairs, which);
      if (one === null) return null;
      return asked(drawn, one.prompt, [
        { ...one.leashed, mark: "leashed" },
        { ...one.loose, mark: "loose" },
      ]);
    }
    case "rival": {
      const one = around(dpo?.content?.pairs, which);
      if (one === null) return null;
      return asked(drawn, one.prompt, [
        { text: one.ppo, mark: "ppo" },
        { text: one.dpo, mark: "dpo" },
      ]);
    }
    case "principles":
      return { ...asked(drawn, "", []), options: PRINCIPLES, marks: PRINCIPLES, picks: picksOf(name) };
    default:
      return null;
  }
}

/** The questions of a place by one name, those that are asked in its present run. */
export function questionsOf(
  lesson: LessonState,
  name: StepName,
): readonly { key: string; question: Question | null }[] {
  for (const [place, steps] of Object.entries(STEPS) as [LessonPlace["place"], (typeof STEPS)["welcome"]][]) {
    const found = steps.flatMap((step, i) => (step.name === name ? [{ place, step: i }] : []));
    if (found.length > 0)
      return found.map((at) => ({ key: keyOf({ ...at, runs: lesson.runs }), question: questionAt(lesson, at) }));
  }
  return [];
}

/** How often each option was marked. */
export function countsOf(lesson: LessonState, key: string, { options }: Pick<Question, "options">): readonly number[] {
  const counts = options.map(() => 0);
  for (const answer of answersTo(lesson, key).values())
    if ("picks" in answer) for (const pick of answer.picks) if (pick in counts) counts[pick]! += 1;
  return counts;
}

/** The principles that most players marked, as many as each may mark; of equals the first. Empty before anybody did. */
export function chosenPrinciples(lesson: LessonState): readonly PrincipleName[] {
  const [asking] = questionsOf(lesson, "principles");
  if (!asking?.question) return [];
  const counts = countsOf(lesson, asking.key, asking.question);
  return PRINCIPLES.map((name, i) => ({ name, count: counts[i] ?? 0, i }))
    .filter(({ count }) => count > 0)
    .sort((x, y) => y.count - x.count || x.i - y.i)
    .slice(0, picksOf("principles"))
    .map(({ name }) => name);
}

/** Whether these are picks that the question takes. */
export function areFit(picks: readonly number[], question: Question): boolean {
  const known = picks.every((pick) => Number.isInteger(pick) && pick >= 0 && pick < question.options.length);
  return known && picks.length === question.picks && new Set(picks).size === picks.length;
}

/** A source of draws that a step has to itself: the same for everybody and after a restart. */
export function drawOf({ seed, runs }: LessonState, { place, step }: Pick<LessonPlace, "place" | "step">) {
  return seeded(seed + 1_000 * (PLACES.indexOf(place) + 10 * step) + runs[place]);
}

function asked(random: () => number, prompt: string, options: readonly Option[]): Question {
  const order = shuffled(options, random);
  const scores = order.flatMap(({ score }) => score ?? []);
  return {
    ...{ prompt, options: order.map(({ text }) => text), marks: order.map(({ mark }) => mark) },
    ...{ scores: scores.length === order.length ? scores : [], stagePicks: [], picks: 1 },
  };
}

/** The item of a list that is gone through again and again. */
function around<T>(items: readonly T[] | undefined, index: number): T | null {
  return items === undefined || items.length === 0 ? null : (items[index % items.length] ?? null);
}
