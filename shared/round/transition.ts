import { finaleDealt, lockInFinale, voteInFinale } from "./beats/finale.ts";
import { lockRanking, pick, rank } from "./beats/ranking.ts";
import { judge, putBack, takePairs, takeUp } from "./beats/rapid.ts";
import { lockBallot, predict, vote } from "./beats/showdown.ts";
import { write } from "./beats/writing.ts";
import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { advance, advanceWhenAllLocked, approved, asked, dealt, endGame, startGame } from "./flow.ts";
import { lessonTransition } from "./lesson/lesson-acts.ts";
import { drop, expel, join, leave, mute, return_, setPlaces, withdraw } from "./membership.ts";
import { paced, setPace } from "./pace.ts";
import { extend, type GameState, hold, isHeld, release, type TimedPhase, timeLeft, withPlayer } from "./state.ts";
import { changeTeam, dressTeam, resetTeams } from "./teams/teams.ts";

/** What `extend` adds to the phase under way. */
export const EXTENSION_MS = 20_000;

/**
 * The rules of the game, as one pure function; `SPEC.md` numbers them. A command that may not happen now is answered with a
 * rejection and changes nothing.
 *
 * @param now milliseconds of the clock that every call of one game shares
 */
export function transition(state: GameState, command: Command, now: number): Transition | Rejection {
  const result = happen(state, command, now);
  return "rejected" in result ? result : { ...result, state: paced(result.state) };
}

function happen(state: GameState, command: Command, now: number): Transition | Rejection {
  switch (command.type) {
    case "join":
      return join(state, command);
    case "return":
      return return_(state, command.playerId);
    case "drop":
      return drop(state, command.playerId, now);
    case "leave":
      return leave(state, command.playerId, now);
    case "kick":
      return expel(state, command.playerId, false, now);
    case "ban":
      return expel(state, command.playerId, true, now);
    case "withdraw":
      return withdraw(state, command.playerId, now);
    case "mute":
      return mute(state, command.playerId, command.muted);
    case "places":
      return setPlaces(state, command.maxPlayers);
    case "dressTeam":
      return dressTeam(state, command);
    case "changeTeam":
      return changeTeam(state, command);
    case "resetTeams":
      return resetTeams(state);
    case "pace":
      return setPace(state, command.pace, now);
    case "start":
      return isLessonOn(state) ? reject("wrong_phase") : startGame(state);
    case "asked":
      return asked(state, command, now);
    case "dealt":
      return dealt(state, command, now);
    case "finaleDealt":
      return finaleDealt(state, command, now);
    case "deal":
      return putIn(takePairs(state, command), now);
    case "holds":
      return putIn(takeUp(state, command), now);
    case "shortfall":
      return putIn(putBack(state, command), now);
    case "vote":
      return putIn(played(castIn(state.phase.name)(state, command), command), now);
    case "predict":
      return putIn(played(predict(state, command), command), now);
    case "rank":
      return putIn(played(rank(state, command), command), now);
    case "pick":
      return putIn(played(pick(state, command), command), now);
    case "write":
      return putIn(played(write(state, command), command), now);
    case "lock":
      return putIn(lockIn(state.phase.name)(state, command), now);
    case "entriesJudged":
      return entriesJudged(state, command);
    case "tick":
      return tick(state, now);
    case "skip":
      return isTimed(state.phase) ? advance(state, state.phase, now) : approved(state);
    case "approved":
      return approved(state);
    case "pause":
      return pause(state, now);
    case "resume":
      return resume(state, now);
    case "hide":
      return become({ ...state, hidden: withOrWithout(state.hidden, command.answerId, command.hidden) });
    case "extend":
      return isTimed(state.phase) ? become(extended(state, state.phase)) : reject("wrong_phase");
    case "end":
      return endGame(state);
    case "learned":
      return become({ ...state, learning: command.learning });
    case "lesson":
    case "answer":
    case "exhibit":
    case "bets":
      return lessonTransition(state, command);
  }
}

/** What a vote is about. */
function castIn(phase: GameState["phase"]["name"]) {
  if (phase === "finale") return voteInFinale;
  return phase === "rapid" ? judge : vote;
}

/** What is locked. */
function lockIn(phase: GameState["phase"]["name"]) {
  if (phase === "finale") return lockInFinale;
  return phase === "ranking" ? lockRanking : lockBallot;
}

/** Whoever puts something in takes part in the game. */
function played(next: GameState | Rejection, { playerId }: { readonly playerId: string }): GameState | Rejection {
  const player = "rejected" in next ? undefined : next.players.get(playerId);
  if ("rejected" in next || player === undefined || player.played) return next;
  return withPlayer(next, { ...player, played: true });
}

/** Whoever was the last to lock in ends the beat. */
function putIn(next: GameState | Rejection, now: number): Transition | Rejection {
  return "rejected" in next ? next : advanceWhenAllLocked(next, now);
}

/** The counts come when the round has been closed; a reveal that is over by then shows them no more, but a win is a win. */
function entriesJudged(
  state: GameState,
  { round, entries }: Extract<Command, { type: "entriesJudged" }>,
): Transition | Rejection {
  const { phase } = state;
  if (round !== state.round) return reject("wrong_phase");
  const players = new Map(state.players);
  for (const { writer, won } of entries) {
    const player = players.get(writer);
    if (won && player !== undefined) players.set(writer, { ...player, wins: player.wins + 1 });
  }
  return become({ ...state, players, phase: phase.name === "reveal" ? { ...phase, entries } : phase });
}

/** Time has passed: a beat may be over, and so may the time in which the players of an interrupted game come back. */
function tick(state: GameState, now: number): Transition | Rejection {
  const { phase, interruptedUntil } = state;
  const isDue = isTimed(phase) && !isHeld(phase.timer) && timeLeft(phase.timer, now) === 0;
  if (interruptedUntil !== null && now >= interruptedUntil) {
    const back = { ...state, interruptedUntil: null };
    return isDue ? advance(back, phase, now) : advanceWhenAllLocked(back, now);
  }
  if (isDue) return advance(state, phase, now);
  return isTimed(phase) && !isHeld(phase.timer) ? reject("too_early") : reject("wrong_phase");
}

function pause(state: GameState, now: number): Transition | Rejection {
  const { phase } = state;
  if (!isTimed(phase) || isHeld(phase.timer)) return reject("wrong_phase");
  return become({ ...state, phase: { ...phase, timer: hold(phase.timer, now) } });
}

function resume(state: GameState, now: number): Transition | Rejection {
  const { phase } = state;
  if (!isTimed(phase) || !isHeld(phase.timer)) return reject("wrong_phase");
  // Who was still undecided may have gone meanwhile.
  return advanceWhenAllLocked({ ...state, phase: { ...phase, timer: release(phase.timer, now) } }, now);
}

function withOrWithout(set: ReadonlySet<string>, item: string, within: boolean): ReadonlySet<string> {
  const rest = [...set].filter((other) => other !== item);
  return new Set(within ? [...rest, item] : rest);
}

function extended(state: GameState, phase: TimedPhase): GameState {
  return { ...state, phase: { ...phase, timer: extend(phase.timer, EXTENSION_MS) } };
}

/** The lesson itself is under way, and not a game in between. */
function isLessonOn({ lesson }: GameState): boolean {
  return lesson !== null && !lesson.away;
}

function isTimed(phase: GameState["phase"]): phase is TimedPhase {
  return "timer" in phase;
}
