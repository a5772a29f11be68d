import { startByItself } from "./beats.ts";
import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { advanceWhenAllLocked } from "./lock-in.ts";
import { isEndless } from "./settings.ts";
import type { GameState, Phase, Player } from "./state.ts";
import { nextTeam } from "./teams.ts";

/** Who is in the game, and what they hold. */

/** Rapid pairs that a player may hold at once: enough to hide the network, too few to drain the pool. */
export const MAX_IN_HAND = 8;

export function join(state: GameState, command: Extract<Command, { type: "join" }>): Transition | Rejection {
  const { playerId: id, nickname, avatar } = command;
  if (state.phase.name === "finished") return reject("session_over");
  if (state.players.has(id)) return reject("duplicate");
  if (!command.extra && seatsTaken(state) >= state.settings.maxPlayers) return reject("session_full");
  const team = nextTeam(state);
  const number = 1 + Math.max(0, ...[...state.players.values()].map((player) => player.number));
  const { state: joined } = withPlayer(state, {
    ...newPlayer({ id, number, nickname, avatar }),
    score: command.score ?? 0,
    team,
  });
  return startByItself(team === 0 ? become(joined) : become(joined, { type: "assignTeam", playerId: id, team }));
}

/** With what they held: or coming back would be a way to other pairs. */
export function return_(state: GameState, playerId: string): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return startByItself(withPlayer(state, { ...player, presence: "here" }));
}

export function drop(state: GameState, playerId: string, now: number): Transition | Rejection {
  return depart(state, playerId, "dropped", now);
}

/** In an endless game the seat's place in the standings goes too, or the crowd of a year would be in it. */
export function leave(state: GameState, playerId: string, now: number): Transition | Rejection {
  if (isEndless(state.settings) && state.players.has(playerId)) {
    return advanceWhenAllLocked(without(state, playerId), now);
  }
  return depart(state, playerId, "left", now);
}

export function expel(state: GameState, playerId: string, banned: boolean, now: number): Transition | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const next = advanceWhenAllLocked(without(state, playerId), now);
  return become(next.state, { type: "expel", playerId, banned }, ...next.effects);
}

export function mute(state: GameState, playerId: string, muted: boolean): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return become(withPlayer(state, { ...player, muted }).state, { type: "mute", playerId, muted });
}

/** Nobody loses a seat by it. */
export function setPlaces(state: GameState, maxPlayers: number): Transition | Rejection {
  if (state.phase.name === "finished") return reject("session_over");
  return become({ ...state, settings: { ...state.settings, maxPlayers } }, { type: "setPlaces", maxPlayers });
}

export function takePairs(state: GameState, playerId: string, count: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "rapid" || "leftMs" in phase.timer) return reject("wrong_phase");
  const granted = Math.min(count, MAX_IN_HAND - player.inHand);
  if (granted <= 0) return become(state);
  const { state: next } = withPlayer(state, { ...player, inHand: player.inHand + granted });
  return become(next, { type: "dealRapid", roundId: phase.roundId, playerId, count: granted });
}

export function takeUp(state: GameState, playerId: string, count: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return withPlayer(state, { ...player, inHand: Math.min(MAX_IN_HAND, count) });
}

export function putBack(state: GameState, playerId: string, count: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return withPlayer(state, { ...player, inHand: Math.max(0, player.inHand - count) });
}

export function newPlayer(who: Pick<Player, "id" | "number" | "nickname" | "avatar">): Player {
  const nothing = { team: 0, muted: false, score: 0, streak: 0, wins: 0, judged: 0, inHand: 0 };
  return { ...who, ...nothing, presence: "here" };
}

export function withPlayer(state: GameState, player: Player): Transition {
  return become({ ...state, players: new Map(state.players).set(player.id, player) });
}

function depart(state: GameState, playerId: string, presence: "dropped" | "left", now: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return advanceWhenAllLocked(withPlayer(state, { ...player, presence }).state, now);
}

/** Without a player and what they have put in. */
function without(state: GameState, playerId: string): GameState {
  const players = new Map(state.players);
  players.delete(playerId);
  return { ...state, players, phase: phaseWithout(state.phase, playerId) };
}

function phaseWithout(phase: Phase, playerId: string): Phase {
  switch (phase.name) {
    case "writing":
      return { ...phase, answers: less(phase.answers, playerId) };
    case "showdown":
      return { ...phase, ballots: less(phase.ballots, playerId) };
    case "ranking":
      return { ...phase, ballots: less(phase.ballots, playerId) };
    default:
      return phase;
  }
}

function less<T>(all: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const rest = new Map(all);
  rest.delete(key);
  return rest;
}

function seatsTaken(state: GameState): number {
  return [...state.players.values()].filter((player) => player.presence !== "left").length;
}
