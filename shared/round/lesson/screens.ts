import type {
  CheatsExhibit,
  ConstitutionExhibit,
  ExhibitName,
  ExhibitWork,
  FeedbackExhibit,
  ImitatesExhibit,
  PractisesExhibit,
  ReadsExhibit,
  TasteBoard,
} from "../../protocol/lesson.ts";
import type { PrincipleName } from "../../protocol/principles.ts";
import type { OptionMark } from "./questions.ts";

/** So many of so many. */
export interface LessonTally {
  readonly count: number;
  readonly of: number;
}

export interface QuestionScreen {
  readonly name: "nextWord" | "best" | "leash" | "rival" | "principles";
  readonly prompt: string;
  readonly options: readonly string[];
  readonly picks: number;
  /** Null while players still choose. */
  readonly result: {
    /** How often each option was marked. */
    readonly counts: readonly number[];
    readonly marks: readonly OptionMark[];
    readonly scores: readonly number[];
    /** Which option the model chose at each stage of its reading. */
    readonly stagePicks: readonly number[];
  } | null;
}

/** What everybody sees of a step, without its secrets. */
export type LessonScreen =
  | { readonly name: "welcome" }
  | ({ readonly name: "growing" } & Pick<ReadsExhibit, "stages" | "continuations">)
  | QuestionScreen
  | { readonly name: "accuracy"; readonly stages: ReadsExhibit["stages"]; readonly mine: LessonTally }
  | ({ readonly name: "before" } & Pick<ImitatesExhibit, "pairs">)
  | { readonly name: "demonstrate"; readonly prompt: string; readonly written: number }
  | {
      readonly name: "demonstrated";
      readonly prompt: string;
      readonly texts: readonly string[];
      readonly written: number;
      /** Demonstrations that the model read. */
      readonly read: number;
    }
  | { readonly name: "bets"; readonly taste: TasteBoard | null }
  | { readonly name: "hits"; readonly taste: TasteBoard | null }
  | ({ readonly name: "tries"; readonly rightGuesses: LessonTally } & Omit<PractisesExhibit, "model" | "leftOut">)
  | ({ readonly name: "runaway" } & Pick<CheatsExhibit, "curve" | "leashed">)
  | ({ readonly name: "leashed"; readonly preferred: LessonTally } & Pick<CheatsExhibit, "pairs" | "leftOut">)
  | ({ readonly name: "feedback"; readonly dpo: LessonTally } & FeedbackExhibit)
  | ({ readonly name: "obeyed"; readonly chosen: readonly PrincipleName[] } & Pick<
      ConstitutionExhibit,
      "principles" | "examples" | "revised"
    >)
  | { readonly name: "farewell"; readonly figures: LessonFigures };

/** The numbers that the class has caused, stop by stop; null where a stop was left out. */
export interface LessonFigures {
  readonly words: LessonTally | null;
  readonly written: number | null;
  /** Of the first and of the last round of votes, 0-1. */
  readonly hits: { readonly first: number; readonly last: number } | null;
  readonly rewards: { readonly before: number; readonly after: number } | null;
  readonly leashed: LessonTally | null;
  readonly dpo: LessonTally | null;
}

/** Why there is nothing to show yet. */
export interface LessonWaiting {
  readonly exhibit: ExhibitName;
  readonly progress: number;
  readonly work: ExhibitWork;
  /** A sentence for the host; "" while it is being made. */
  readonly error: string;
}
