import { type Command, type Rejection, reject } from "../command.ts";
import { type GameState, isHeld, type PhaseOf, type RankingBallot, withPlayer } from "../state.ts";
import { countRankings, isRankingOf } from "../votes/rankings.ts";
import { scorePicks } from "../votes/scoring.ts";
import { type JudgedBeat, withoutPlayer } from "./shared-beat.ts";

const EMPTY_BALLOT: RankingBallot = { ranking: null, pick: null };

export function rank(
  state: GameState,
  { playerId, podiumId, ranking }: Extract<Command, { type: "rank" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "ranking" || isHeld(phase.timer)) return reject("wrong_phase");
  if (phase.podium.id !== podiumId) return reject("unknown_pair");
  if (!isRankingOf(ranking, idsOf(phase))) return reject("bad_ranking");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.ranking !== null) return reject("duplicate");
  const judged = withPlayer(state, { ...player, judged: player.judged + 1 });
  return { ...judged, phase: withBallot(phase, playerId, { ...ballot, ranking }) };
}

export function pick(
  state: GameState,
  { playerId, answerId }: Extract<Command, { type: "pick" }>,
): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "ranking" || isHeld(phase.timer)) return reject("wrong_phase");
  if (!idsOf(phase).includes(answerId)) return reject("unknown_pair");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.pick !== null) return reject("duplicate");
  return { ...state, phase: withBallot(phase, playerId, { ...ballot, pick: answerId }) };
}

export function rankingBeat(phase: PhaseOf<"ranking">): JudgedBeat {
  const { podium, ballots } = phase;
  return {
    isLocked(playerId) {
      const ballot = ballots.get(playerId);
      return ballot !== undefined && ballot.ranking !== null && ballot.pick !== null;
    },
    without: (playerId) => ({ ...phase, ballots: withoutPlayer(ballots, playerId) }),
    tellsWriters: false,
    scored: () => scorePicks(ballots),
    shown() {
      const rankings = [...ballots.values()].flatMap(({ ranking }) => (ranking === null ? [] : [ranking]));
      return { podium, outcome: countRankings(idsOf(phase), rankings) };
    },
  };
}

const idsOf = ({ podium }: PhaseOf<"ranking">): readonly string[] => podium.answers.map(({ id }) => id);

function withBallot(phase: PhaseOf<"ranking">, playerId: string, ballot: RankingBallot): PhaseOf<"ranking"> {
  return { ...phase, ballots: new Map(phase.ballots).set(playerId, ballot) };
}
