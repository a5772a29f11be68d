import type { Mode } from "./modes.ts";

/** Numbers of teams; 0: everyone for themselves. */
export const TEAM_COUNTS = [0, 2, 3, 4] as const;
export type TeamCount = (typeof TEAM_COUNTS)[number];

/** What answers can be judged by; `own`: by a question of the host's. */
export const CRITERIA = ["overall", "helpful", "truthful", "harmless", "creative", "own"] as const;
export type Criterion = (typeof CRITERIA)[number];

export type BuiltInCriterion = Exclude<Criterion, "own">;
/** What players are asked by each criterion, in English. Pages ask it in their viewer's language. */
export const QUESTIONS = {
  overall: "Which answer do you like better?",
  helpful: "Which answer helps more?",
  truthful: "Which answer is closer to the truth?",
  harmless: "Which answer is kinder and safer?",
  creative: "Which answer is more creative?",
} as const satisfies Readonly<Record<BuiltInCriterion, string>>;

/** How long everybody's beat is: as its words need, or as the host says. */
export const TIMINGS = ["words", "fixed"] as const;
export type Timing = (typeof TIMINGS)[number];

/** By what the reading time is stretched, such as for a class of younger pupils. */
export const READING_TIMES = [1, 1.5, 2] as const;
export type ReadingTime = (typeof READING_TIMES)[number];
/** Who ends a phase: the clock, or whoever hosts by pressing Next. */
export const PACES = ["timer", "host"] as const;
export type Pace = (typeof PACES)[number];

/** Players that a session may have places for. */
export const MOST_PLACES = 400;

/** What a host chooses when creating a session; times in milliseconds. */
export interface SessionSettings {
  readonly title: string;
  readonly mode: Mode;
  /** The stop with which a lesson begins, from 1; 0: a game. */
  readonly lessonStop: number;
  readonly teams: TeamCount;
  /** The host's own prompts; null: those of the model's world. */
  readonly packId: string | null;
  /** 0: rounds for ever, with players coming and going (the drop-in session). */
  readonly rounds: number;
  readonly pace: Pace;
  readonly writingMs: number;
  readonly rapidMs: number;
  readonly timing: Timing;
  /** With the timing `words`. */
  readonly readingTime: ReadingTime;
  /** With the timing `fixed`: how long a showdown or a ranking is. */
  readonly showdownMs: number;
  readonly revealMs: number;
  readonly intermissionMs: number;
  readonly maxPlayers: number;
  /** What this session's votes are about. */
  readonly criterion: Criterion;
  /** The game ends with answers from its beginning against answers from its end, judged blind; see `hasFinale`. */
  readonly finale: boolean;
  /** The host's own words for what players are asked to judge by, shown above every pair; "": the criterion's question, see `questionOf`. */
  readonly question: string;
  /** The host's language as a tag ("de", "pt-BR"), in which texts are moderated besides English, Spanish and Chinese; "": not known. */
  readonly language: string;
  /** What players write is shown only after the host has approved it. */
  readonly approval: boolean;
}

export const DEFAULT_SETTINGS: SessionSettings = {
  title: "Thumbwar",
  mode: "duel",
  lessonStop: 0,
  teams: 0,
  packId: null,
  rounds: 8,
  pace: "timer",
  writingMs: 60_000,
  rapidMs: 20_000,
  timing: "words",
  readingTime: 1,
  showdownMs: 20_000,
  revealMs: 8_000,
  intermissionMs: 6_000,
  maxPlayers: 60,
  finale: true,
  criterion: "overall",
  question: "",
  language: "",
  approval: false,
};

export const isEndless = ({ rounds }: Pick<SessionSettings, "rounds">): boolean => rounds === 0;

/** Rounds without which nothing can have been learnt between the first deal and the end. */
export const FINALE_ROUNDS = 2;

/** Whether a game ends with a finale, if there is anything to compare by then. */
export const hasFinale = ({ finale, rounds }: Pick<SessionSettings, "finale" | "rounds">): boolean =>
  finale && rounds >= FINALE_ROUNDS;
/** Whether the session is a lesson. */
export const isLesson = ({ lessonStop }: Pick<SessionSettings, "lessonStop">): boolean => lessonStop > 0;

/** What a session's players are asked: the host's own words as they were typed, or else what `ask` says for its criterion. */
export function questionOf(
  { criterion, question }: Pick<SessionSettings, "criterion" | "question">,
  ask: (criterion: BuiltInCriterion) => string,
): string {
  return criterion === "own" || question !== "" ? question : ask(criterion);
}
