/** What a host chooses when creating a session; times in milliseconds. */
export interface SessionSettings {
  readonly title: string;
  readonly rounds: number;
  readonly rapidMs: number;
  readonly showdownMs: number;
  readonly revealMs: number;
  readonly intermissionMs: number;
  readonly maxPlayers: number;
  /** What players are asked to judge by, shown above every pair. */
  readonly question: string;
}

export const DEFAULT_SETTINGS: SessionSettings = {
  title: "Thumbwar",
  rounds: 8,
  rapidMs: 20_000,
  showdownMs: 20_000,
  revealMs: 8_000,
  intermissionMs: 6_000,
  maxPlayers: 60,
  question: "Which answer do you like better?",
};
