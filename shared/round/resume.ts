import { become, type Transition } from "./command.ts";
import { interrupted } from "./game.ts";
import { type Contest, type GameState, isPodium, type Phase, type WritingTask } from "./state.ts";
import { isHeld, startTimer } from "./timer.ts";
import type { RoundBallots } from "./votes/awards.ts";

/** How a round outlives its process: what is stored of the beat under way, and how the beat is rebuilt from that. */

/** Beats in which players put something in, and the pairing of what they wrote; in their order. */
export const BEATS = ["writing", "gathering", "rapid", "showdown", "ranking"] as const;
export type Beat = (typeof BEATS)[number];

export interface BeatUnderWay {
  readonly roundId: string;
  readonly beat: Beat;
  readonly paused: boolean;
}

/** What has to be stored of a phase; null when it belongs to no open round. */
export function beatUnderWay(phase: Phase): BeatUnderWay | null {
  if (!("roundId" in phase)) return null;
  return { roundId: phase.roundId, beat: phase.name, paused: "timer" in phase && isHeld(phase.timer) };
}

/** What the stores know of a round whose process died. */
export interface InterruptedRound {
  readonly id: string;
  /** From 1. */
  readonly index: number;
  readonly policyVersion: number;
  /** That was stored last; null: none had begun. */
  readonly beat: Beat | null;
  readonly paused: boolean;
  /** Of a bot round; null before its prompt was drawn. */
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
 * The game goes on in the beat that was under way, with all that was acknowledged. The beat gets its whole time again: what was left of it isn't known, and
 * players spend some of it on coming back.
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
 * A beat may have begun without having been stored: what was dealt and put in tells, so that no answer is written after the others have
 * been paired, and no pair judged after its ballots are in.
 */
function phaseOf({ settings, players }: GameState, round: InterruptedRound, now: number): Phase {
  const { id: roundId, beat, contest, task, paused, ballots } = round;
  const timer = (ms: number) => (paused ? { leftMs: ms } : startTimer(ms, now));
  const ofMembers = <B>(all: ReadonlyMap<string, B>) => new Map([...all].filter(([id]) => players.has(id)));
  if (contest === null) {
    if (beat === "gathering") return { name: "gathering", roundId };
    if (beat !== "writing" || task === null) return { name: "dealing" };
    return { name: "writing", timer: timer(settings.writingMs), roundId, task, answers: ofMembers(round.answers) };
  }
  const isRapid = beat !== "showdown" && beat !== "ranking" && ballots.showdown.size + ballots.ranking.size === 0;
  if (isRapid) return { name: "rapid", timer: timer(settings.rapidMs), roundId, contest };
  const shared = { timer: timer(settings.showdownMs), roundId };
  return isPodium(contest)
    ? { name: "ranking", ...shared, podium: contest, ballots: ofMembers(ballots.ranking) }
    : { name: "showdown", ...shared, pair: contest, ballots: ofMembers(ballots.showdown) };
}
