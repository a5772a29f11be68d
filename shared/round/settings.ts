/**
 * What a round's shared moment is: two answers (`duel`), three or four to be ranked (`podium`), or answers that players wrote
 * against the machine's (`bot`).
 */
export const MODES = ["duel", "podium", "bot"] as const;
export type Mode = (typeof MODES)[number];
/** Numbers of teams; 0: everyone for themselves. */
export const TEAM_COUNTS = [0, 2, 3, 4] as const;
export type TeamCount = (typeof TEAM_COUNTS)[number];

/** What answers can be judged by; `own`: by a question of the host's. */
export const CRITERIA = ["overall", "helpful", "truthful", "harmless", "creative", "own"] as const;
export type Criterion = (typeof CRITERIA)[number];

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
