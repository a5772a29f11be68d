import { type Command, type Rejection, reject } from "../command.ts";
import {
  type Ballot,
  type GameState,
  isHeld,
  type Phase,
  type PhaseOf,
  type ShowdownPair,
  withPlayer,
} from "../state.ts";
import { countVerdicts, scoreShares, shareOf } from "../votes/scoring.ts";
import { type JudgedBeat, withoutPlayer } from "./shared-beat.ts";

const EMPTY_BALLOT: Ballot = { verdict: null, share: null };

export function vote(
  state: GameState,
  { playerId, pairId, verdict }: Extract<Command, { type: "vote" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "showdown" || isHeld(phase.timer)) return reject("wrong_phase");
  if (phase.pair.id !== pairId) return reject("unknown_pair");
  if (isWriter(phase.pair, playerId)) return reject("own_answer");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.verdict !== null) return reject("duplicate");
  const judged = withPlayer(state, { ...player, judged: player.judged + 1 });
  return { ...judged, phase: withBallot(phase, playerId, { ...ballot, verdict }) };
}

export function predict(
  state: GameState,
  { playerId, share }: Extract<Command, { type: "predict" }>,
): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "showdown" || isHeld(phase.timer)) return reject("wrong_phase");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.share !== null) return reject("duplicate");
  return { ...state, phase: withBallot(phase, playerId, { ...ballot, share }) };
}

export function showdownBeat(phase: PhaseOf<"showdown">): JudgedBeat {
  const { pair, ballots } = phase;
  return {
    isLocked(playerId) {
      const ballot = ballots.get(playerId);
      return ballot !== undefined && (isWriter(pair, playerId) || ballot.verdict !== null) && ballot.share !== null;
    },
    without: (playerId) => ({ ...phase, ballots: withoutPlayer(ballots, playerId) }),
    tellsWriters: pair.writerA !== "" || pair.writerB !== "",
    scored: () => scoreShares(ballots),
    shown() {
      const verdicts = [...ballots.values()].flatMap((ballot) => ballot.verdict ?? []);
      return { pair, outcome: { votes: countVerdicts(verdicts), share: shareOf(verdicts) ?? 0.5 } };
    },
  };
}

/** Nobody judges what they wrote themselves; they can still predict what the others say. */
export function isWriter({ writerA, writerB }: ShowdownPair, playerId: string): boolean {
  return writerA === playerId || writerB === playerId;
}

/** Whether a player has judged the showdown's pair. */
export function hasJudged(phase: Phase, playerId: string): boolean {
  return phase.name === "showdown" && (phase.ballots.get(playerId)?.verdict ?? null) !== null;
}

function withBallot(phase: PhaseOf<"showdown">, playerId: string, ballot: Ballot): PhaseOf<"showdown"> {
  return { ...phase, ballots: new Map(phase.ballots).set(playerId, ballot) };
}
