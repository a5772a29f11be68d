import { become, type Transition } from "./command.ts";
import { dealtBeat } from "./flow.ts";
import { newPlayer, nextTeam } from "./membership.ts";
import { BEAT_TIME, type Beat, firstDealtBeat, lastBeat } from "./modes.ts";
import { isEndless, type SessionSettings } from "./settings.ts";
import {
  type Contest,
  type GameState,
  isHeld,
  type Phase,
  type Player,
  startTimer,
  type WritingTask,
} from "./state.ts";
import type { LearningView } from "./view.ts";
import { beatMs } from "./votes/reading-time.ts";
import type { RoundBallots } from "./votes/scoring.ts";

/** Time that returning players get before a resumed game goes on. */
export const RESUME_MS = 10_000;

const NOTHING_LEARNED: LearningView = {
  state: "down",
  policyVersion: -1,
  votes: 0,
  rewardAccuracy: -1,
  kl: -1,
  rejected: "",
};

export function newGame(settings: SessionSettings): GameState {
  return {
    settings,
    players: new Map(),
    round: 0,
    policyVersion: -1,
    learning: NOTHING_LEARNED,
    hidden: new Set(),
    interruptedUntil: null,
    phase: { name: "lobby" },
  };
}

/** What is left of a player when their game's process dies. */
export type Member = Pick<
  Player,
  "id" | "nickname" | "avatar" | "score" | "streak" | "wins" | "team" | "muted" | "played"
>;

/** The game of a session whose process died, between two rounds: see `resumedRound` for one in a round. */
export function resumedGame(
  settings: SessionSettings,
  rounds: number,
  members: readonly Member[],
  now: number,
): GameState {
  const players = new Map<string, Player>();
  // Those who left an endless game bring their score along when they come back.
  for (const { id, nickname, avatar, team, ...kept } of isEndless(settings) ? [] : members) {
    const who = { id, number: players.size + 1, nickname, avatar };
    const player = { ...newPlayer(who), ...kept, presence: "left" } as const;
    players.set(id, { ...player, team: team || nextTeam({ settings, players }) });
  }
  const game = { ...newGame(settings), players, round: rounds };
  if (rounds === 0 || isEndless(settings)) return game;
  const wait = Math.max(RESUME_MS, settings.intermissionMs);
  return { ...game, phase: { name: "intermission", timer: startTimer(wait, now) } };
}

/** Players of an interrupted game are told so while they come back, and none of them is kept out by those who are quicker. */
export function interrupted(game: GameState, now: number): GameState {
  return { ...game, interruptedUntil: now + RESUME_MS };
}

/** What is stored of a round under way, for the process that goes on with it should this one die. */
export interface BeatUnderWay {
  readonly roundId: string;
  readonly beat: Beat;
  readonly paused: boolean;
}

/** What has to be stored of a phase; null when it belongs to no open round. */
export function beatUnderWay(phase: Phase): BeatUnderWay | null {
  if (!("roundId" in phase)) return null;
  const beat = phase.name === "title" ? phase.beat : phase.name;
  return { roundId: phase.roundId, beat, paused: "timer" in phase && isHeld(phase.timer) };
}

/** What the stores know of a round whose process died. */
export interface InterruptedRound {
  readonly id: string;
  /** From 1. */
  readonly index: number;
  readonly policyVersion: number;
  /** The one that was stored last; null when none had begun. */
  readonly beat: Beat | null;
  readonly paused: boolean;
  /** What players write to; null in other modes, and before the prompt was drawn. */
  readonly task: WritingTask | null;
  /** What each player wrote. */
  readonly answers: ReadonlyMap<string, string>;
  /** Null before it was dealt or paired. */
  readonly contest: Contest | null;
  readonly ballots: RoundBallots;
  /** Verdicts that each player has given in the round. */
  readonly judged: ReadonlyMap<string, number>;
  /** Ids of the contest's answers that are hidden. */
  readonly hidden: readonly string[];
}

/**
 * The game goes on in the beat that was under way, with all that was acknowledged. The beat gets its whole time again: what was left of
 * it isn't known, and players spend some of it on coming back.
 *
 * @param game between two rounds, with its players
 */
export function resumedRound(game: GameState, round: InterruptedRound, now: number): Transition {
  const players = new Map(
    [...game.players].map(([id, player]) => [id, { ...player, judged: round.judged.get(id) ?? 0 }] as const),
  );
  const phase = phaseOf(game, round, now);
  const resumed = { ...game, players, phase, round: round.index, policyVersion: round.policyVersion };
  const state = interrupted({ ...resumed, hidden: new Set(round.hidden) }, now);
  if (phase.name === "dealing") return become(state, { type: "openRound", index: round.index });
  if (phase.name === "gathering") return become(state, { type: "gather", roundId: round.id });
  return become(state);
}

/**
 * A beat may have begun without having been stored. What was dealt and put in shows it, so that no answer is written after the others have
 * been paired, and no pair is judged after its ballots are in.
 */
function phaseOf({ settings, players }: GameState, round: InterruptedRound, now: number): Phase {
  const { id: roundId, beat, contest, task, paused, ballots } = round;
  const timer = (ms: number) => (paused ? { leftMs: ms } : startTimer(ms, now));
  const ofMembers = <B>(all: ReadonlyMap<string, B>) => new Map([...all].filter(([id]) => players.has(id)));
  if (contest === null) {
    if (beat === "gathering") return { name: "gathering", roundId };
    if (beat !== "writing" || task === null) return { name: "dealing" };
    return {
      name: "writing",
      timer: timer(settings[BEAT_TIME.writing]),
      roundId,
      task,
      answers: ofMembers(round.answers),
    };
  }
  const last = lastBeat(settings.mode);
  const name = beat === last || ballots.showdown.size + ballots.ranking.size > 0 ? last : firstDealtBeat(settings.mode);
  return dealtBeat(name, { timer: timer(beatMs(name, settings, contest)), roundId }, contest, {
    showdown: ofMembers(ballots.showdown),
    ranking: ofMembers(ballots.ranking),
  });
}
