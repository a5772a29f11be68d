import type { Mode, ModeBeat } from "./modes.ts";
import type { Criterion } from "./settings.ts";
import type { TrainerState } from "./trainer-states.ts";
import type { Verdict } from "./votes/verdict.ts";

/**
 * What the game lets each viewer see: the picture of a `GameState` without its secrets. Authors and the split have
 * no place in it before the reveal, so a modified client learns nothing either.
 */

export type PhaseName = "lobby" | "dealing" | ModeBeat | "reveal" | "intermission" | "finished";

export interface PlayerView {
  readonly id: string;
  readonly nickname: string;
  readonly avatar: number;
  /** From 1; 0 without teams. */
  readonly team: number;
  /** The nickname is hidden by the host, and `nickname` stands in for it. */
  readonly muted: boolean;
  readonly score: number;
  /** From 1; players with equal scores share a rank. */
  readonly rank: number;
  readonly streak: number;
  /** Rounds in which the crowd preferred what this player wrote to what the machine wrote. */
  readonly wins: number;
  readonly connected: boolean;
  /** Verdicts given in the current round; that on what a player wrote counts when the beat is over. */
  readonly judged: number;
  /**
   * Everything that the present phase asks for is in: the verdict or ranking and the prediction. While players write, and in a
   * showdown of what a player wrote, it's told of nobody: see `lockedIn`.
   */
  readonly locked: boolean;
}

export interface PairView {
  readonly id: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Ids of the two answers, by which they can be reported. */
  readonly answerA: string;
  readonly answerB: string;
}

/** What players are asked to write to. */
export interface TaskView {
  readonly id: string;
  readonly prompt: string;
  readonly maxWords: number;
}

/** Answers to be ranked, in the order in which they are lettered. */
export interface PodiumView {
  readonly id: string;
  readonly prompt: string;
  readonly answers: readonly { readonly id: string; readonly text: string }[];
}

/** How a podium came out. */
export interface PodiumRevealView {
  readonly ballots: number;
  /** Id of the answer that the reward model had put first, "" when it had no opinion. */
  readonly machinePick: string;
  /** In the order of the podium's answers. */
  readonly answers: readonly {
    /** `CONTESTANT` where no policy wrote it, */
    readonly version: number;
    /** and then its name; "" for a policy. */
    readonly writer: string;
    /** Rankings that put it first. */
    readonly firsts: number;
    /** Share of the other answers that it beat over all rankings, 0-1. */
    readonly score: number;
    /** From 1; equal scores share a place. */
    readonly place: number;
  }[];
}

/** An answer of a Beat-the-bot round after it was judged; best first. */
export interface EntryView {
  readonly id: string;
  readonly text: string;
  /** Nickname of the player who wrote it, "" for a policy. */
  readonly writer: string;
  /** -1: written by a player. */
  readonly version: number;
  readonly share: number;
  readonly votes: number;
  readonly won: boolean;
}

export interface TeamView {
  /** From 1. */
  readonly team: number;
  readonly players: number;
  /** Mean score of its players. */
  readonly score: number;
  readonly rank: number;
}

export interface RevealView {
  /** `PLAYER` or `CONTESTANT` where no policy wrote it. */
  readonly versionA: number;
  readonly versionB: number;
  /** Nickname of the player, or name of the contestant, who wrote it; "" for a policy. */
  readonly writerA: string;
  readonly writerB: string;
  readonly votes: Readonly<Record<Verdict, number>>;
  /** Share for A of all verdicts, ties and both-bad half; 0.5 when nobody voted. */
  readonly share: number;
  /** What the reward model had guessed, 0-1; -1 when it had no opinion yet. */
  readonly rewardModelShare: number;
}

/** What the intermission shows of the trainer at work. */
export interface LearningView {
  readonly state: TrainerState | "down";
  readonly policyVersion: number;
  /** Votes of this session that learning has been given. */
  readonly votes: number;
  /** Held-out accuracy of the reward model, 0-1; -1 before the first fit. */
  readonly rewardAccuracy: number;
  /** Nats a response from the starting policy; -1 before the first step. */
  readonly kl: number;
  /** Reason of the last rejection, "" if the last candidate was promoted. */
  readonly rejected: string;
}

/** What one player has put in for the phase under way; null where nothing is in yet. */
export interface BallotView {
  readonly verdict: Verdict | null;
  readonly share: number | null;
  /** Answer ids, best first. */
  readonly ranking: readonly string[] | null;
  readonly pick: string | null;
  readonly answer: string | null;
  /** The player wrote one of the showdown's answers and only predicts. */
  readonly writer: boolean;
}

export interface GameView {
  readonly title: string;
  readonly criterion: Criterion;
  /** The host's own words; "": the criterion's question, in each viewer's language. */
  readonly question: string;
  readonly mode: Mode;
  readonly phase: PhaseName;
  readonly paused: boolean;
  /** The game was interrupted a moment ago, and its players are coming back. */
  readonly interrupted: boolean;
  /** From 1; 0 before the first. */
  readonly round: number;
  /** 0: for ever. */
  readonly rounds: number;
  /** Milliseconds left in the phase when the view was taken, -1 for no limit; clients count down from receipt, so a wrong clock does no harm. */
  readonly remainingMs: number;
  /** Newest promoted policy when the round was dealt; -1 before the first. */
  readonly policyVersion: number;
  readonly players: ReadonlyMap<string, PlayerView>;
  /** Players who are here and have put in everything that the present phase asks for. */
  readonly lockedIn: number;
  /** Empty without teams. */
  readonly teams: readonly TeamView[];
  readonly task: TaskView | null;
  readonly showdown: PairView | null;
  readonly reveal: RevealView | null;
  readonly podium: PodiumView | null;
  readonly podiumReveal: PodiumRevealView | null;
  /** Filled during a bot round's reveal. */
  readonly entries: readonly EntryView[];
  readonly learning: LearningView;
}
