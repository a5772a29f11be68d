import { type Command, type Rejection, reject } from "../command.ts";
import { type GameState, isHeld, isPodium, withPlayer } from "../state.ts";
import { isVerdict } from "../votes/verdict.ts";

/** Rapid pairs that a player may hold at once: enough to hide the network, too few to drain the pool. */
export const MAX_IN_HAND = 8;

/** Counts up to `count` more pairs into the player's hands: as many as there is room for. The server deals as many. */
export function takePairs(
  state: GameState,
  { playerId, count }: Extract<Command, { type: "deal" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  if (state.phase.name !== "rapid" || isHeld(state.phase.timer)) return reject("wrong_phase");
  const taken = Math.max(0, Math.min(count, MAX_IN_HAND - player.inHand));
  return withPlayer(state, { ...player, inHand: player.inHand + taken });
}

/** The player turned out to hold `count` pairs. */
export function takeUp(
  state: GameState,
  { playerId, count }: Extract<Command, { type: "holds" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return withPlayer(state, { ...player, inHand: Math.min(MAX_IN_HAND, count) });
}

/** Of the pairs that the player took, `count` were not there. */
export function putBack(
  state: GameState,
  { playerId, count }: Extract<Command, { type: "shortfall" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  return withPlayer(state, { ...player, inHand: Math.max(0, player.inHand - count) });
}

/** Whether the player was dealt the pair, the store knows. The game knows that the showdown's hasn't been dealt to anyone yet. */
export function judge(
  state: GameState,
  { playerId, pairId, verdict }: Extract<Command, { type: "vote" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "rapid" || isHeld(phase.timer)) return reject("wrong_phase");
  if (!isPodium(phase.contest) && phase.contest.id === pairId) return reject("unknown_pair");
  const judged = player.judged + Number(isVerdict(verdict));
  return withPlayer(state, { ...player, judged, inHand: Math.max(0, player.inHand - 1) });
}
