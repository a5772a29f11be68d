import { afterFinalePair, finaleBeat, openFinale, withResult } from "./beats/finale.ts";
import { rankingBeat } from "./beats/ranking.ts";
import type { JudgedBeat, SharedBeat } from "./beats/shared-beat.ts";
import { showdownBeat } from "./beats/showdown.ts";
import { writingBeat } from "./beats/writing.ts";
import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { isVoting } from "./lesson/lesson-state.ts";
import { BEAT_TIME, firstDealtBeat, lastBeat, type ModeBeat } from "./modes.ts";
import { isEndless } from "./settings.ts";
import {
  type Award,
  type Contest,
  type GameState,
  isHeld,
  isPodium,
  type Phase,
  startTimer,
  type TimedPhase,
  type Timer,
} from "./state.ts";
import { beatMs, titleMs } from "./votes/reading-time.ts";
import type { RoundBallots } from "./votes/scoring.ts";

export function startGame(state: GameState): Transition | Rejection {
  return state.phase.name === "lobby" ? openRound(state) : reject("wrong_phase");
}

/** An endless game needs no host: it starts with its first player. */
export function startByItself(state: GameState): Transition {
  return isEndless(state.settings) && state.phase.name === "lobby" ? openRound(state) : become(state);
}

/** The prompt is there that players write to. */
export function asked(
  state: GameState,
  { roundId, policyVersion, task }: Extract<Command, { type: "asked" }>,
  now: number,
): Transition | Rejection {
  if (state.phase.name !== "dealing") return reject("wrong_phase");
  const timer = startTimer(state.settings[BEAT_TIME.writing], now);
  const phase = { name: "writing", timer, roundId, task, answers: new Map() } as const;
  return become({ ...freshRound(state, policyVersion), phase });
}

/** What everybody judges is there; null: nobody wrote anything that could be judged. */
export function dealt(
  state: GameState,
  { roundId, policyVersion, contest }: Extract<Command, { type: "dealt" }>,
  now: number,
): Transition | Rejection {
  const { phase, settings } = state;
  if (phase.name !== "dealing" && (phase.name !== "gathering" || phase.roundId !== roundId))
    return reject("wrong_phase");
  if (contest === null) return become(rest(state, now), { type: "closeRound", roundId });
  const beat = firstDealtBeat(settings.mode);
  const fresh = freshRound(state, policyVersion);
  if (beat === lastBeat(settings.mode)) return become(announced(fresh, roundId, contest, now));
  const timer = startTimer(beatMs(beat, settings, contest), now);
  return become({ ...fresh, phase: dealtBeat(beat, { timer, roundId }, contest) });
}

/** The title card of the beat in which everybody judges the same: whoever is still tapping at the pairs before judges nothing by that. */
function announced(state: GameState, roundId: string, contest: Contest, now: number): GameState {
  const beat = lastBeat(state.settings.mode);
  const timer = startTimer(titleMs(beat, state.settings, contest), now);
  return { ...state, phase: { name: "title", timer, roundId, beat, contest } };
}

const NO_BALLOTS: RoundBallots = { showdown: new Map(), ranking: new Map() };

/** The phase of a beat in which answers are judged. Throws where the beat can't be about what the mode deals. */
export function dealtBeat(
  beat: ModeBeat,
  shared: { readonly timer: Timer; readonly roundId: string },
  contest: Contest,
  { showdown, ranking }: RoundBallots = NO_BALLOTS,
): TimedPhase {
  if (beat === "rapid") return { name: beat, ...shared, contest };
  if (beat === "showdown" && !isPodium(contest)) return { name: beat, ...shared, pair: contest, ballots: showdown };
  if (beat === "ranking" && isPodium(contest)) return { name: beat, ...shared, podium: contest, ballots: ranking };
  throw new Error(`The beat ${beat} is not about what was dealt`);
}

/** The beat under way in which everybody has the same to do; null in other phases. */
export function sharedBeat(phase: Phase): SharedBeat | null {
  if (phase.name === "writing") return writingBeat(phase);
  if (phase.name === "finale") return finaleBeat(phase);
  return isJudged(phase) ? judgedBeat(phase) : null;
}

type JudgedPhase = Extract<Phase, { readonly ballots: unknown }>;

const isJudged = (phase: Phase): phase is JudgedPhase => "ballots" in phase;

function judgedBeat(phase: JudgedPhase): JudgedBeat {
  switch (phase.name) {
    case "showdown":
      return showdownBeat(phase);
    case "ranking":
      return rankingBeat(phase);
  }
}

/** The player is done with the phase. */
export const isLocked = (phase: Phase, playerId: string): boolean => sharedBeat(phase)?.isLocked(playerId) ?? false;

/** Ends a timed phase and enters the next. */
export function advance(state: GameState, phase: TimedPhase, now: number): Transition {
  switch (phase.name) {
    case "writing": {
      const { roundId, answers } = phase;
      return gathering(state, roundId, state.settings.approval && answers.size > 0);
    }
    case "rapid":
      if (isVoting(state.lesson)) return leaveRound({ ...state, lesson: { ...state.lesson, closed: true } });
      return become(announced(state, phase.roundId, phase.contest, now));
    case "title": {
      const { roundId, beat, contest } = phase;
      const timer = startTimer(beatMs(beat, state.settings, contest), now);
      return become({ ...state, phase: dealtBeat(beat, { timer, roundId }, contest) });
    }
    case "showdown":
    case "ranking":
      return reveal(state, phase, now);
    case "reveal":
      return become(rest(state, now));
    case "intermission":
      return next(state);
    case "finale":
      return afterFinalePair(state, phase, now);
    case "unmasking":
      return finish(state);
  }
}

/** What was written is paired, or waits for the host's approval first. */
export function gathering(state: GameState, roundId: string, approving: boolean): Transition {
  const next = { ...state, phase: { name: "gathering", roundId, approving } as const };
  return approving ? become(next) : become(next, { type: "gather", roundId });
}

/** The host has read what was written, or passes over the rest. */
export function approved(state: GameState): Transition | Rejection {
  const { phase } = state;
  if (phase.name !== "gathering" || !phase.approving) return reject("wrong_phase");
  return gathering(state, phase.roundId, false);
}

/**
 * Ends a beat at once when every player who is here is done with it: not in a pause, which holds it, nor
 * while the players of an interrupted game are still coming back.
 */
export function advanceWhenAllLocked(state: GameState, now: number): Transition {
  const { phase } = state;
  const beat = sharedBeat(phase);
  if (beat === null || !("timer" in phase) || isHeld(phase.timer) || state.interruptedUntil !== null)
    return become(state);
  const here = [...state.players.values()].filter((player) => player.presence === "here");
  return here.length > 0 && here.every(({ id }) => beat.isLocked(id)) ? advance(state, phase, now) : become(state);
}

function reveal(state: GameState, phase: JudgedPhase, now: number): Transition {
  const { state: scored, effects } = closeRound(state, phase);
  const timer = startTimer(state.settings.revealMs, now);
  const shown = judgedBeat(phase).shown();
  const awards = new Map(effects.flatMap((effect) => (effect.type === "award" ? [...effect.awards] : [])));
  return become({ ...scored, phase: { name: "reveal", timer, shown, entries: [], awards } }, ...effects);
}

/** The end of a round, whatever its beat: predictions that are in are scored, and nothing of it can change any more. */
function closeRound(state: GameState, phase: Extract<Phase, { readonly roundId: string }>): Transition {
  const { roundId } = phase;
  if (!isJudged(phase)) return become(state, { type: "closeRound", roundId });
  const beat = judgedBeat(phase);
  const scored = beat.scored();
  const awards = new Map<string, Award>();
  const players = new Map(state.players);
  for (const [id, player] of state.players) {
    const one = scored.get(id);
    if (one === undefined) continue;
    const { good, ...prediction } = one;
    const award = {
      ...prediction,
      streak: good ? player.streak + 1 : 0,
      total: player.score + prediction.points,
      beatsRewardModel: beat.beatsRewardModel(id, one),
    };
    awards.set(id, award);
    players.set(id, { ...player, score: award.total, streak: award.streak });
  }
  const points = new Map([...awards].map(([id, award]) => [id, award.points]));
  return become({ ...state, players }, { type: "closeRound", roundId, points }, { type: "award", roundId, awards });
}

export function endGame(state: GameState): Transition | Rejection {
  const { phase } = state;
  if (phase.name === "finished") return reject("session_over");
  const told = phase.name === "finale" ? withResult(state, phase) : state;
  const closed = "roundId" in phase ? closeRound(told, phase) : become(told);
  const { state: ended, effects } = finish(closed.state);
  return become(ended, ...closed.effects, ...effects);
}

/** Closes the round under way, if there is one, and goes back to the lobby: between the votes of a lesson, and from a game to its lesson. */
export function leaveRound(state: GameState): Transition {
  const { phase } = state;
  const { state: left, effects } = "roundId" in phase ? closeRound(state, phase) : become(state);
  return become({ ...left, phase: { name: "lobby" } }, ...effects);
}

/** After an intermission. An endless game waits while nobody is here. */
function next(state: GameState): Transition {
  if (!isEndless(state.settings)) return state.round < state.settings.rounds ? openRound(state) : openFinale(state);
  const somebody = [...state.players.values()].some((player) => player.presence === "here");
  return somebody ? openRound(state) : become({ ...state, phase: { name: "lobby" } });
}

function openRound(state: GameState): Transition {
  const round = state.round + 1;
  return become({ ...state, round, phase: { name: "dealing" } }, { type: "openRound", index: round });
}

function rest(state: GameState, now: number): GameState {
  return { ...state, phase: { name: "intermission", timer: startTimer(state.settings.intermissionMs, now) } };
}

function finish(state: GameState): Transition {
  return become({ ...state, phase: { name: "finished" } }, { type: "finish" });
}

function freshRound(state: GameState, policyVersion: number): GameState {
  const players = new Map([...state.players].map(([id, player]) => [id, { ...player, judged: 0, inHand: 0 }]));
  return { ...state, policyVersion, players };
}
