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

/** Who ends a phase: the clock, or whoever hosts by pressing Next. */
export const PACES = ["timer", "host"] as const;
export type Pace = (typeof PACES)[number];

/** Players that a session may have places for. */
export const MOST_PLACES = 400;

/** What a host chooses when creating a session; times in milliseconds. */
export interface SessionSettings {
  readonly title: string;
  readonly mode: Mode;
  readonly teams: TeamCount;
  /** The host's own prompts; null: those of the model's world. */
  readonly packId: string | null;
  /** 0: rounds for ever, with players coming and going (the drop-in session). */
  readonly rounds: number;
  readonly pace: Pace;
  readonly writingMs: number;
  readonly rapidMs: number;
  readonly showdownMs: number;
  readonly revealMs: number;
  readonly intermissionMs: number;
  readonly maxPlayers: number;
  /** What this session's votes are about. */
  readonly criterion: Criterion;
  /** The host's own words for what players are asked to judge by, shown above every pair; "": the criterion's question, see `questionOf`. */
  readonly question: string;
}

export const DEFAULT_SETTINGS: SessionSettings = {
  title: "Thumbwar",
  mode: "duel",
  teams: 0,
  packId: null,
  rounds: 8,
  pace: "timer",
  writingMs: 60_000,
  rapidMs: 20_000,
  showdownMs: 20_000,
  revealMs: 8_000,
  intermissionMs: 6_000,
  maxPlayers: 60,
  criterion: "overall",
  question: "",
};

export const isEndless = ({ rounds }: SessionSettings): boolean => rounds === 0;

/** What a session's players are asked: the host's own words as they were typed, or else what `ask` says for its criterion. */
export function questionOf(
  { criterion, question }: Pick<SessionSettings, "criterion" | "question">,
  ask: (criterion: BuiltInCriterion) => string,
): string {
  return criterion === "own" || question !== "" ? question : ask(criterion);
}
