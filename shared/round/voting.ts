import { revealWhenAllLocked } from "./beats.ts";
import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { withPlayer } from "./membership.ts";
import type { Ballot, GameState, PhaseOf, Player } from "./state.ts";
import { isHeld } from "./timer.ts";

const EMPTY_BALLOT: Ballot = { verdict: null, share: null };

export function vote(
  state: GameState,
  command: Extract<Command, { type: "vote" }>,
  now: number,
): Transition | Rejection {
  const player = state.players.get(command.playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if ((phase.name !== "rapid" && phase.name !== "showdown") || isHeld(phase.timer)) return reject("wrong_phase");
  // In the rapid beat the pair is known to the store alone, except that the showdown's hasn't been dealt to anyone yet.
  if ((phase.pair.id === command.pairId) !== (phase.name === "showdown")) return reject("unknown_pair");
  const judged = { ...player, judged: player.judged + 1 };
  if (phase.name === "rapid") return withPlayer(state, { ...judged, inHand: Math.max(0, player.inHand - 1) });
  const ballot = phase.ballots.get(player.id) ?? EMPTY_BALLOT;
  if (ballot.verdict !== null) return reject("duplicate");
  return put(state, phase, judged, { ...ballot, verdict: command.verdict }, now);
}

export function predict(state: GameState, playerId: string, share: number, now: number): Transition | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "showdown" || isHeld(phase.timer)) return reject("wrong_phase");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.share !== null) return reject("duplicate");
  return put(state, phase, player, { ...ballot, share }, now);
}

function put(state: GameState, phase: PhaseOf<"showdown">, player: Player, ballot: Ballot, now: number): Transition {
  const ballots = new Map(phase.ballots).set(player.id, ballot);
  const { state: next } = become({
    ...state,
    players: new Map(state.players).set(player.id, player),
    phase: { ...phase, ballots },
  });
  return revealWhenAllLocked(next, now);
}
