import type {
  Bet,
  ExhibitContents,
  ExhibitName,
  ExhibitParameters,
  ExhibitWork,
} from "../../shared/protocol/lesson.ts";
import type { ArenaId } from "./arena.ts";

/** An exhibit of the lesson as somebody asked for it, before and after the trainer made it. */
export type ExhibitRecord = {
  [Name in ExhibitName]: {
    readonly id: number;
    readonly exhibit: Name;
    readonly parameters: ExhibitParameters;
    /** How far the trainer is, 0-1, and what it is doing. */
    readonly progress: number;
    readonly work: ExhibitWork;
    /** Null until it is made. */
    readonly content: ExhibitContents[Name] | null;
    /** Why it can't be made, in a sentence for the host; null while it can. */
    readonly error: string | null;
  };
}[ExhibitName];

/** What the trainer is asked for. */
export interface AskedExhibit {
  readonly id: number;
  readonly exhibit: ExhibitName;
  /** Null: no session asked, the trainer makes it ahead. */
  readonly sessionId: string | null;
  readonly parameters: ExhibitParameters;
}

/** An answer of a pair that nobody was dealt yet. */
export interface WaitingAnswer {
  readonly id: string;
  readonly prompt: string;
  readonly tokens: readonly number[];
}

/** A vote of the session for one of two answers that policies wrote, in tokens, each opinion once. */
export interface SessionPreference {
  readonly prompt: string;
  readonly a: { readonly text: string; readonly tokens: readonly number[] };
  readonly b: { readonly text: string; readonly tokens: readonly number[] };
  /** Share of the votes for A, 0-1. */
  readonly label: number;
  readonly votes: number;
}

/** What the six stops of a lesson show: asked for by the session, made by the trainer. */
export interface LessonExhibits {
  /**
   * Asks for an exhibit; returns its id. What the session asked with the same parameters before, and hasn't failed, is not asked again, unless
   * `afresh`. One that hangs on no session is there at once where it was made before. Notifies `exhibit_asked`.
   */
  ask(wanted: {
    arenaId: ArenaId;
    sessionId: string | null;
    exhibit: ExhibitName;
    parameters: ExhibitParameters;
    afresh?: boolean;
  }): Promise<number>;
  /** What a session asked for last of each exhibit. */
  of(sessionId: string): Promise<readonly ExhibitRecord[]>;
  /** The reward model's bets on the session's votes so far, of closed rounds or not, in the order in which they were cast; repeated pairs left out. `tasteBoard` makes rates of them. */
  bets(sessionId: string): Promise<readonly Bet[]>;

  /** For the trainer: what open sessions of the arena wait for, longest first, and then what is to be made ahead. */
  waiting(arenaId: ArenaId): Promise<readonly AskedExhibit[]>;
  /** Notifies `exhibit_changed`, as `finish` and `fail` do. What has ended already is left as it is, here too. */
  progress(id: number, share: number, work: ExhibitWork): Promise<void>;
  finish<Name extends ExhibitName>(id: number, exhibit: Name, content: ExhibitContents[Name]): Promise<void>;
  /** Whether an exhibit that hangs on no session was made. */
  isReady(exhibit: ExhibitName): Promise<boolean>;
  fail(id: number, error: string): Promise<void>;
  /** What the session has voted on so far. */
  preferences(sessionId: string): Promise<readonly SessionPreference[]>;
  /** Answers of undealt pairs, where an open session of the arena has asked for exhibits; none elsewhere. */
  waitingAnswers(arenaId: ArenaId): Promise<readonly WaitingAnswer[]>;
  /** What the newest reward model says of answers that wait: the bets on them. */
  rescore(arenaId: ArenaId, rewards: readonly { readonly id: string; readonly reward: number }[]): Promise<void>;
}
