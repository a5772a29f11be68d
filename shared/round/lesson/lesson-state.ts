import type {
  ExhibitContents,
  ExhibitName,
  ExhibitParameters,
  ExhibitWork,
  TasteBoard,
} from "../../protocol/lesson.ts";
import { type LessonPlaceName, type LessonStep, PLACES, STEPS } from "./stops.ts";

/** Where a lesson is: what is stored of it, beside what players put in. */
export interface LessonPlace {
  readonly place: LessonPlaceName;
  /** Index among the steps of the place. */
  readonly step: number;
  /** Nothing is put into the step any more, and what came of it is shown. */
  readonly closed: boolean;
  /** The class plays a game in between, and comes back to this step. */
  readonly away: boolean;
  /** How often each place was begun again. */
  readonly runs: Readonly<Record<LessonPlaceName, number>>;
}

/** What a player puts into a step: the options that they mark, by their index, or a text. */
export type LessonAnswer = { readonly picks: readonly number[] } | { readonly text: string };

/** How far the trainer is with what a step shows. */
export type LessonExhibit<Name extends ExhibitName = ExhibitName> = Name extends ExhibitName
  ? {
      readonly exhibit: Name;
      readonly parameters: ExhibitParameters;
      readonly progress: number;
      readonly work: ExhibitWork;
      readonly content: ExhibitContents[Name] | null;
      readonly error: string | null;
    }
  : never;

/** A lesson under way, secrets included. */
export interface LessonState extends LessonPlace {
  /** By which sides and orders are drawn; nobody but the server knows it. */
  readonly seed: number;
  /** What players put in, by `keyOf` and their id. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<string, LessonAnswer>>;
  /** Texts that the host has hidden, by `textKey`. */
  readonly hidden: ReadonlySet<string>;
  readonly exhibits: { readonly [Name in ExhibitName]?: LessonExhibit<Name> };
  /** Bets of the reward model on this session's votes; null before any were counted. */
  readonly taste: TasteBoard | null;
}

export const LESSON_START: LessonPlace = {
  place: "welcome",
  step: 0,
  closed: false,
  away: false,
  runs: Object.fromEntries(PLACES.map((place) => [place, 0])) as LessonPlace["runs"],
};

/** A lesson without anything put in yet. */
export function newLesson(seed: number, place: LessonPlace = LESSON_START): LessonState {
  return { ...place, seed, answers: new Map(), hidden: new Set(), exhibits: {}, taste: null };
}

/** What has to be stored of a lesson when it changes. */
export function placeOf({ place, step, closed, away, runs }: LessonState): LessonPlace {
  return { place, step, closed, away, runs };
}

export const stepOf = ({ place, step }: Pick<LessonPlace, "place" | "step">): LessonStep =>
  STEPS[place][step] ?? STEPS[place][0]!;

/** Names a step, and which time it is taken, among everything that players put into a lesson. */
export function keyOf({ place, step, runs }: Pick<LessonPlace, "place" | "step" | "runs">): string {
  const { name, nth } = stepOf({ place, step });
  return `${name}/${nth}/${runs[place]}`;
}

export const textKey = (key: string, playerId: string): string => `${key}/${playerId}`;

/** Players put something into the step, and haven't been stopped. */
export const isOpen = (lesson: LessonPlace): boolean => stepOf(lesson).kind !== "watch" && !lesson.closed;

export const answersTo = (lesson: LessonState, key = keyOf(lesson)): ReadonlyMap<string, LessonAnswer> =>
  lesson.answers.get(key) ?? new Map();

/** The lesson with what a player put in; null takes it away. */
export function withAnswer(
  lesson: LessonState,
  key: string,
  playerId: string,
  answer: LessonAnswer | null,
): LessonState {
  const given = new Map(answersTo(lesson, key));
  if (answer === null) given.delete(playerId);
  else given.set(playerId, answer);
  return { ...lesson, answers: new Map(lesson.answers).set(key, given) };
}

/** Without a player who was removed, and without what they put in. */
export function withoutPlayer(lesson: LessonState, playerId: string): LessonState {
  return [...lesson.answers.keys()].reduce((left, key) => withAnswer(left, key, playerId, null), lesson);
}

/** The class votes in a rapid beat that belongs to the lesson, and not to a game in between. */
export const isVoting = (lesson: LessonState | null): lesson is LessonState =>
  lesson !== null && !lesson.away && stepOf(lesson).kind === "vote" && !lesson.closed;
