import { type Command, type Rejection, reject, type Transition } from "./command.ts";
import { advanceWhenAllLocked, isWriter } from "./lock-in.ts";
import { withPlayer } from "./membership.ts";
import { type Ballot, type GameState, isPodium, type PhaseOf, type Player, type RankingBallot } from "./state.ts";
import { isHeld } from "./timer.ts";
import { isRankingOf } from "./votes/rankings.ts";

const EMPTY_BALLOT: Ballot = { verdict: null, share: null };
const EMPTY_RANKING: RankingBallot = { ranking: null, pick: null };

export function vote(
  state: GameState,
  command: Extract<Command, { type: "vote" }>,
  now: number,
): Transition | Rejection {
  const player = state.players.get(command.playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if ((phase.name !== "rapid" && phase.name !== "showdown") || isHeld(phase.timer)) return reject("wrong_phase");
  const judged = { ...player, judged: player.judged + 1 };
  if (phase.name === "rapid") {
    // In the rapid beat the pair is known to the store alone, except that the showdown's hasn't been dealt to anyone yet.
    if (!isPodium(phase.contest) && phase.contest.id === command.pairId) return reject("unknown_pair");
    return withPlayer(state, { ...judged, inHand: Math.max(0, player.inHand - 1) });
  }
  if (phase.pair.id !== command.pairId) return reject("unknown_pair");
  if (isWriter(phase.pair, player.id)) return reject("own_answer");
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

export function rank(
  state: GameState,
  command: Extract<Command, { type: "rank" }>,
  now: number,
): Transition | Rejection {
  const player = state.players.get(command.playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "ranking" || isHeld(phase.timer)) return reject("wrong_phase");
  if (phase.podium.id !== command.podiumId) return reject("unknown_pair");
  const ids = phase.podium.answers.map((answer) => answer.id);
  if (!isRankingOf(command.ranking, ids)) return reject("bad_ranking");
  const ballot = phase.ballots.get(player.id) ?? EMPTY_RANKING;
  if (ballot.ranking !== null) return reject("duplicate");
  return put(state, phase, { ...player, judged: player.judged + 1 }, { ...ballot, ranking: command.ranking }, now);
}

export function pick(
  state: GameState,
  command: Extract<Command, { type: "pick" }>,
  now: number,
): Transition | Rejection {
  const player = state.players.get(command.playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "ranking" || isHeld(phase.timer)) return reject("wrong_phase");
  if (!phase.podium.answers.some((answer) => answer.id === command.answerId)) return reject("unknown_pair");
  const ballot = phase.ballots.get(player.id) ?? EMPTY_RANKING;
  if (ballot.pick !== null) return reject("duplicate");
  return put(state, phase, player, { ...ballot, pick: command.answerId }, now);
}

/** What is written is moderated before it gets here. */
export function write(
  state: GameState,
  command: Extract<Command, { type: "write" }>,
  now: number,
): Transition | Rejection {
  if (!state.players.has(command.playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "writing" || isHeld(phase.timer)) return reject("wrong_phase");
  if (phase.answers.has(command.playerId)) return reject("duplicate");
  const answers = new Map(phase.answers).set(command.playerId, command.text);
  return advanceWhenAllLocked({ ...state, phase: { ...phase, answers } }, now);
}

function put<B>(
  state: GameState,
  phase: (PhaseOf<"showdown"> | PhaseOf<"ranking">) & { readonly ballots: ReadonlyMap<string, B> },
  player: Player,
  ballot: B,
  now: number,
): Transition {
  const ballots = new Map(phase.ballots).set(player.id, ballot);
  const players = new Map(state.players).set(player.id, player);
  return advanceWhenAllLocked({ ...state, players, phase: { ...phase, ballots } as typeof phase }, now);
}
