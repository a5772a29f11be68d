import { revealWhenAllLocked } from "./beats.ts";
import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import type { GameState, Player } from "./state.ts";

/** Who is in the game, and what they hold. */

/** Rapid pairs that a player may hold at once: enough to hide the network, too few to drain the pool. */
export const MAX_IN_HAND = 8;

export function join(state: GameState, command: Extract<Command, { type: "join" }>): Transition | Rejection {
  const { playerId: id, nickname, avatar } = command;
  if (state.phase.name === "finished") return reject("session_over");
  if (state.players.has(id)) return reject("duplicate");
  if (seatsTaken(state) >= state.settings.maxPlayers) return reject("session_full");
  return withPlayer(state, { id, nickname, avatar, score: 0, streak: 0, presence: "here", judged: 0, inHand: 0 });
}

/** A new connection holds nothing: pairs dealt to the old one went with its page. */
export function return_(state: GameState, playerId: string): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return withPlayer(state, { ...player, presence: "here", inHand: 0 });
}

export function drop(state: GameState, playerId: string, now: number): Transition | Rejection {
  return depart(state, playerId, "dropped", now);
}

export function leave(state: GameState, playerId: string, now: number): Transition | Rejection {
  return depart(state, playerId, "left", now);
}

export function expel(state: GameState, playerId: string, now: number): Transition | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const players = new Map(state.players);
  players.delete(playerId);
  const { phase } = state;
  if (phase.name !== "showdown") return become({ ...state, players }, { type: "expel", playerId });
  const ballots = new Map(phase.ballots);
  ballots.delete(playerId);
  const next = revealWhenAllLocked({ ...state, players, phase: { ...phase, ballots } }, now);
  return become(next.state, { type: "expel", playerId }, ...next.effects);
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

export function putBack(state: GameState, playerId: string, count: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return withPlayer(state, { ...player, inHand: Math.max(0, player.inHand - count) });
}

export function withPlayer(state: GameState, player: Player): Transition {
  return become({ ...state, players: new Map(state.players).set(player.id, player) });
}

function depart(state: GameState, playerId: string, presence: "dropped" | "left", now: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return revealWhenAllLocked(withPlayer(state, { ...player, presence }).state, now);
}

function seatsTaken(state: GameState): number {
  return [...state.players.values()].filter((player) => player.presence !== "left").length;
}
