import { type Command, type Rejection, reject } from "../command.ts";
import { type GameState, isHeld, type PhaseOf, type Podium, type RankingBallot, withPlayer } from "../state.ts";
import { countRankings, isRankingOf, isSameRanking } from "../votes/rankings.ts";
import { firstsOfOthers, pickShares, scorePicks } from "../votes/scoring.ts";
import { type JudgedBeat, notNow, withoutPlayer } from "./shared-beat.ts";

const EMPTY_BALLOT: RankingBallot = { ranking: null, pick: null, locked: false };

/** The last ranking before the player locks in, or before time is up, is the one that counts. */
export function rank(
  state: GameState,
  { playerId, podiumId, ranking }: Extract<Command, { type: "rank" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "ranking" || isHeld(phase.timer)) return notNow(phase);
  if (phase.podium.id !== podiumId) return reject("unknown_pair");
  if (!isRankingOf(ranking, idsOf(phase))) return reject("bad_ranking");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.ranking !== null && isSameRanking(ballot.ranking, ranking)) return reject("duplicate");
  if (ballot.locked) return reject("locked_in");
  const judged = player.judged + Number(ballot.ranking === null);
  return {
    ...withPlayer(state, { ...player, judged }),
    phase: withBallot(phase, playerId, { ...ballot, ranking }),
  };
}

export function pick(
  state: GameState,
  { playerId, answerId }: Extract<Command, { type: "pick" }>,
): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "ranking" || isHeld(phase.timer)) return notNow(phase);
  if (!idsOf(phase).includes(answerId)) return reject("unknown_pair");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.pick === answerId) return reject("duplicate");
  if (ballot.locked) return reject("locked_in");
  return { ...state, phase: withBallot(phase, playerId, { ...ballot, pick: answerId }) };
}

/** Locks a player's ranking and pick. */
export function lockRanking(state: GameState, { playerId }: Extract<Command, { type: "lock" }>): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "ranking" || isHeld(phase.timer)) return notNow(phase);
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.locked) return reject("duplicate");
  if (ballot.ranking === null || ballot.pick === null) return reject("incomplete");
  return { ...state, phase: withBallot(phase, playerId, { ...ballot, locked: true }) };
}

export function rankingBeat(phase: PhaseOf<"ranking">): JudgedBeat {
  const { podium, ballots } = phase;
  return {
    isLocked: (playerId) => ballots.get(playerId)?.locked ?? false,
    without: (playerId) => ({ ...phase, ballots: withoutPlayer(ballots, playerId) }),
    tellsWriters: false,
    scored: () => scorePicks(ballots),
    beatsRewardModel(playerId, { share }) {
      const its = rewardModelPick(podium);
      return its !== null && share > (pickShares([its], firstsOfOthers(ballots, playerId)).get(its) ?? 0);
    },
    shown() {
      const rankings = [...ballots.values()].flatMap(({ ranking }) => (ranking === null ? [] : [ranking]));
      return { podium, outcome: countRankings(idsOf(phase), rankings) };
    },
  };
}

/** The answer that the reward model puts first; null where it has no opinion on one of them. */
export function rewardModelPick({ answers }: Podium): string | null {
  const judged = answers.flatMap(({ id, reward }) => (reward === null ? [] : [{ id, reward }]));
  if (judged.length < answers.length) return null;
  return judged.sort((x, y) => y.reward - x.reward)[0]?.id ?? null;
}

const idsOf = ({ podium }: PhaseOf<"ranking">): readonly string[] => podium.answers.map(({ id }) => id);

function withBallot(phase: PhaseOf<"ranking">, playerId: string, ballot: RankingBallot): PhaseOf<"ranking"> {
  return { ...phase, ballots: new Map(phase.ballots).set(playerId, ballot) };
}
