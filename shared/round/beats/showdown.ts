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
import { isVerdict } from "../votes/verdict.ts";
import { type JudgedBeat, notNow, withoutPlayer } from "./shared-beat.ts";

const EMPTY_BALLOT: Ballot = { verdict: null, share: null, locked: false };
/** A prediction is closer than another where whole percentages, which are all that is shown, say so. */
const VISIBLE = 0.005;

/** The last verdict before the player locks in, or before time is up, is the one that counts. */
export function vote(
  state: GameState,
  { playerId, pairId, verdict }: Extract<Command, { type: "vote" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "showdown" || isHeld(phase.timer)) return notNow(phase);
  if (phase.pair.id !== pairId) return reject("unknown_pair");
  if (isWriter(phase.pair, playerId)) return reject("own_answer");
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.verdict === verdict) return reject("duplicate");
  if (ballot.locked) return reject("locked_in");
  const judged = player.judged + Number(isVerdict(verdict)) - Number(isVerdict(ballot.verdict));
  return {
    ...withPlayer(state, { ...player, judged }),
    phase: withBallot(phase, playerId, { ...ballot, verdict }),
  };
}

export function predict(
  state: GameState,
  { playerId, share }: Extract<Command, { type: "predict" }>,
): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "showdown" || isHeld(phase.timer)) return notNow(phase);
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.share === share) return reject("duplicate");
  if (ballot.locked) return reject("locked_in");
  return { ...state, phase: withBallot(phase, playerId, { ...ballot, share }) };
}

/** Locks a player's verdict and prediction. */
export function lockBallot(state: GameState, { playerId }: Extract<Command, { type: "lock" }>): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "showdown" || isHeld(phase.timer)) return notNow(phase);
  const ballot = phase.ballots.get(playerId) ?? EMPTY_BALLOT;
  if (ballot.locked) return reject("duplicate");
  const judged = isWriter(phase.pair, playerId) || ballot.verdict !== null;
  if (!judged || ballot.share === null) return reject("incomplete");
  return { ...state, phase: withBallot(phase, playerId, { ...ballot, locked: true }) };
}

export function showdownBeat(phase: PhaseOf<"showdown">): JudgedBeat {
  const { pair, ballots } = phase;
  return {
    isLocked: (playerId) => ballots.get(playerId)?.locked ?? false,
    without: (playerId) => ({ ...phase, ballots: withoutPlayer(ballots, playerId) }),
    tellsWriters: pair.writerA !== "" || pair.writerB !== "",
    scored: () => scoreShares(ballots),
    beatsRewardModel(_playerId, { predicted, share }) {
      const its = pair.rewardModelShare;
      return its >= 0 && Math.abs(predicted - share) <= Math.abs(its - share) - VISIBLE;
    },
    shown() {
      const given = [...ballots.values()].map(({ verdict }) => verdict);
      const verdicts = given.filter(isVerdict);
      const abstained = given.filter((verdict) => verdict !== null).length - verdicts.length;
      return { pair, outcome: { votes: countVerdicts(verdicts), abstained, share: shareOf(verdicts) ?? 0.5 } };
    },
  };
}

/** Nobody judges what they wrote themselves; they can still predict what the others say. */
export function isWriter({ writerA, writerB }: ShowdownPair, playerId: string): boolean {
  return writerA === playerId || writerB === playerId;
}

/** Whether a player has judged the showdown's pair. */
export function hasJudged(phase: Phase, playerId: string): boolean {
  return phase.name === "showdown" && isVerdict(phase.ballots.get(playerId)?.verdict ?? null);
}

function withBallot(phase: PhaseOf<"showdown">, playerId: string, ballot: Ballot): PhaseOf<"showdown"> {
  return { ...phase, ballots: new Map(phase.ballots).set(playerId, ballot) };
}
