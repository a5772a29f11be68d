import { MODE_NAMES, MODE_OF_OWN_PROMPTS, type Mode, playsOwnPrompts } from "../../../shared/round/modes.ts";
import {
  type Criterion,
  DEFAULT_SETTINGS,
  FINALE_ROUNDS,
  type Pace,
  type ReadingTime,
  type SessionSettings,
  type TeamCount,
  type Timing,
} from "../../../shared/round/settings.ts";

/** What the host has chosen on the form, before it becomes the settings of a session. */
export interface GameDraft {
  readonly title: string;
  readonly mode: Mode;
  readonly criterion: Criterion;
  /** The host's own question; counts with the criterion `own`. */
  readonly ownQuestion: string;
  /** Whether the host brings prompts, and the stored pack of them. */
  readonly ownPrompts: boolean;
  readonly pack: { readonly packId: string; readonly name: string; readonly count: number } | null;
  readonly teams: TeamCount;
  /** Whether the host reads what players write before it is shown. */
  readonly approval: boolean;
  /** The game is to end with then and now. */
  readonly finale: boolean;
  readonly timing: Timing;
  readonly readingTime: ReadingTime;
  readonly pace: Pace;
  readonly numbers: Readonly<Record<NumberName, number>>;
}

/** The numbers of the form; times are shown in seconds and kept in milliseconds. */
export const NUMBERS = {
  rounds: { label: "host.rounds", min: 1, max: 100, unit: 1 },
  maxPlayers: { label: "host.maxPlayers", min: 1, max: 400, unit: 1 },
  rapidMs: { label: "host.rapid", min: 1, max: 300, unit: 1000 },
  showdownMs: { label: "host.showdown", min: 1, max: 300, unit: 1000 },
  writingMs: { label: "create.writing", min: 1, max: 600, unit: 1000 },
  revealMs: { label: "host.reveal", min: 1, max: 120, unit: 1000 },
  intermissionMs: { label: "host.intermission", min: 1, max: 300, unit: 1000 },
} as const;
export type NumberName = keyof typeof NUMBERS;
export const NUMBER_NAMES = Object.keys(NUMBERS) as readonly NumberName[];

export const NEW_DRAFT: GameDraft = {
  title: DEFAULT_SETTINGS.title,
  mode: DEFAULT_SETTINGS.mode,
  criterion: "overall",
  ownQuestion: "",
  ownPrompts: false,
  pack: null,
  teams: 0,
  approval: false,
  finale: DEFAULT_SETTINGS.finale,
  timing: DEFAULT_SETTINGS.timing,
  readingTime: DEFAULT_SETTINGS.readingTime,
  pace: "timer",
  numbers: Object.fromEntries(NUMBER_NAMES.map((name) => [name, DEFAULT_SETTINGS[name]])) as GameDraft["numbers"],
};

/** Modes that prompts of the host's own can't be played in. `anyPrompts`: a model at hand answers any. */
export const closedModes = (ownPrompts: boolean, anyPrompts: boolean): readonly Mode[] =>
  ownPrompts ? MODE_NAMES.filter((mode) => !playsOwnPrompts(mode, anyPrompts)) : [];

export function withOwnPrompts(draft: GameDraft, ownPrompts: boolean, anyPrompts: boolean): GameDraft {
  const isClosed = closedModes(ownPrompts, anyPrompts).includes(draft.mode);
  return { ...draft, ownPrompts, mode: isClosed ? MODE_OF_OWN_PROMPTS : draft.mode };
}

/** Why a game of this draft can't end with a finale; null where it can. */
export function finaleObstacle(
  { ownPrompts, numbers }: Pick<GameDraft, "ownPrompts" | "numbers">,
  anyPrompts: boolean,
): "short" | "prompts" | null {
  if (numbers.rounds < FINALE_ROUNDS) return "short";
  return ownPrompts && !anyPrompts ? "prompts" : null;
}

/** @param language the host's, as a tag */
export function settingsOf(draft: GameDraft, language: string): SessionSettings {
  const { title, mode, criterion, teams, approval, finale, timing, readingTime, pace, numbers } = draft;
  const question = criterion === "own" ? draft.ownQuestion : "";
  const packId = draft.ownPrompts ? (draft.pack?.packId ?? null) : null;
  const chosen = { title, mode, criterion, question, teams, packId, approval, finale, timing, readingTime, pace };
  return { lessonStop: 0, language, ...chosen, ...numbers };
}

/** A stored draft, which an older version of the page may have written: what it lacks is filled in. Times in it were fixed. */
export function completeDraft(stored: Partial<GameDraft>): GameDraft {
  return { ...NEW_DRAFT, timing: "fixed", ...stored, numbers: { ...NEW_DRAFT.numbers, ...stored.numbers } };
}
