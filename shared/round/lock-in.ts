import { gather } from "./beats.ts";
import { become, type Transition } from "./command.ts";
import { revealPair, revealPodium } from "./reveal.ts";
import type { Ballot, GameState, Phase, RankingBallot, ShowdownPair } from "./state.ts";
import { isHeld } from "./timer.ts";

/**
 * Ends a beat at once when every player who is here has put in all that is asked of them: not in a pause, which holds it, nor
 * while the players of an interrupted game are still coming back.
 */
export function advanceWhenAllLocked(state: GameState, now: number): Transition {
  const { phase } = state;
  if (("timer" in phase && isHeld(phase.timer)) || state.interruptedUntil !== null) return become(state);
  const here = [...state.players.values()].filter((player) => player.presence === "here");
  if (here.length === 0 || !here.every((player) => isLocked(phase, player.id))) return become(state);
  switch (phase.name) {
    case "writing":
      return gather(state, phase);
    case "showdown":
      return revealPair(state, phase, now);
    case "ranking":
      return revealPodium(state, phase, now);
    default:
      return become(state);
  }
}

export function isLocked(phase: Phase, playerId: string): boolean {
  switch (phase.name) {
    case "writing":
      return phase.answers.has(playerId);
    case "showdown":
      return isFull(phase.ballots.get(playerId), isWriter(phase.pair, playerId));
    case "ranking":
      return isRanked(phase.ballots.get(playerId));
    default:
      return false;
  }
}

/**
 * Of a beat in which players write, or the writer of an answer has less to do than the others, only totals are public: who is
 * through, who has judged, and when each of them was, would tell the writers.
 */
export function tellsWriters(phase: Phase): boolean {
  if (phase.name === "writing") return true;
  return phase.name === "showdown" && (phase.pair.writerA !== "" || phase.pair.writerB !== "");
}

/** Whether a player has judged the showdown's pair. */
export function hasJudged(phase: Phase, playerId: string): boolean {
  return phase.name === "showdown" && (phase.ballots.get(playerId)?.verdict ?? null) !== null;
}

/** Nobody judges what they wrote themselves; they can still predict what the others say. */
export function isWriter({ writerA, writerB }: ShowdownPair, playerId: string): boolean {
  return writerA === playerId || writerB === playerId;
}

function isFull(ballot: Ballot | undefined, writer: boolean): boolean {
  return ballot !== undefined && (writer || ballot.verdict !== null) && ballot.share !== null;
}

function isRanked(ballot: RankingBallot | undefined): boolean {
  return ballot !== undefined && ballot.ranking !== null && ballot.pick !== null;
}
