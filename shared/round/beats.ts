import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { countVerdicts, isGood, pointsFor, shareOf } from "./scoring.ts";
import type { Award, Ballot, GameState, PhaseOf, Player, TimedPhase } from "./state.ts";
import { startTimer } from "./timer.ts";

/** How one phase follows another. */

export function startGame(state: GameState): Transition | Rejection {
  return state.phase.name === "lobby" ? deal(state) : reject("wrong_phase");
}

export function dealt(
  state: GameState,
  command: Extract<Command, { type: "dealt" }>,
  now: number,
): Transition | Rejection {
  if (state.phase.name !== "dealing") return reject("wrong_phase");
  const { roundId, policyVersion, pair } = command;
  return become({
    ...state,
    policyVersion,
    players: mapPlayers(state, (player) => ({ ...player, judged: 0, inHand: 0 })),
    phase: { name: "rapid", timer: startTimer(state.settings.rapidMs, now), roundId, pair },
  });
}

/** Ends a timed phase and enters the next. */
export function advance(state: GameState, phase: TimedPhase, now: number): Transition {
  switch (phase.name) {
    case "rapid":
      return become({
        ...state,
        phase: {
          name: "showdown",
          timer: startTimer(state.settings.showdownMs, now),
          roundId: phase.roundId,
          pair: phase.pair,
          ballots: new Map(),
        },
      });
    case "showdown":
      return reveal(state, phase, now);
    case "reveal":
      return become({
        ...state,
        phase: { name: "intermission", timer: startTimer(state.settings.intermissionMs, now) },
      });
    case "intermission":
      return state.round < state.settings.rounds ? deal(state) : finish(state);
  }
}

export function endGame(state: GameState): Transition | Rejection {
  const { phase } = state;
  if (phase.name === "finished") return reject("session_over");
  const open = phase.name === "rapid" || phase.name === "showdown";
  const { state: ended, effects } = finish(state);
  return open ? become(ended, { type: "closeRound", roundId: phase.roundId }, ...effects) : become(ended, ...effects);
}

/** Ends the showdown at once when every player who is here has a verdict and a prediction in. */
export function revealWhenAllLocked(state: GameState, now: number): Transition {
  const { phase } = state;
  if (phase.name !== "showdown") return become(state);
  const here = [...state.players.values()].filter((player) => player.presence === "here");
  const all = here.length > 0 && here.every((player) => isLocked(phase.ballots.get(player.id)));
  return all ? reveal(state, phase, now) : become(state);
}

export function isLocked(ballot: Ballot | undefined): boolean {
  return ballot !== undefined && ballot.verdict !== null && ballot.share !== null;
}

function deal(state: GameState): Transition {
  const round = state.round + 1;
  return become({ ...state, round, phase: { name: "dealing" } }, { type: "openRound", index: round });
}

function finish(state: GameState): Transition {
  return become({ ...state, phase: { name: "finished" } }, { type: "finish" });
}

function reveal(state: GameState, phase: PhaseOf<"showdown">, now: number): Transition {
  const verdicts = [...phase.ballots.values()].flatMap((ballot) => ballot.verdict ?? []);
  const awards = new Map<string, Award>();
  const players = mapPlayers(state, (player) => {
    const award = awardFor(player, phase.ballots);
    if (award !== null) awards.set(player.id, award);
    return award === null ? player : { ...player, score: award.total, streak: award.streak };
  });
  return become(
    {
      ...state,
      players,
      phase: {
        name: "reveal",
        timer: startTimer(state.settings.revealMs, now),
        pair: phase.pair,
        outcome: { votes: countVerdicts(verdicts), share: shareOf(verdicts) ?? 0.5 },
      },
    },
    { type: "closeRound", roundId: phase.roundId },
    { type: "award", roundId: phase.roundId, awards },
  );
}

/**
 * A prediction is scored against the verdicts of the others: with the player's own verdict among them, voting along with one's
 * prediction would pay, and the labels would be biased.
 */
function awardFor(player: Player, ballots: ReadonlyMap<string, Ballot>): Award | null {
  const predicted = ballots.get(player.id)?.share ?? null;
  const others = [...ballots].flatMap(([id, ballot]) => (id === player.id ? [] : (ballot.verdict ?? [])));
  const share = shareOf(others);
  if (predicted === null || share === null) return null;
  const points = pointsFor(predicted, share);
  const streak = isGood(predicted, share) ? player.streak + 1 : 0;
  return { predicted, share, points, streak, total: player.score + points };
}

function mapPlayers(state: GameState, change: (player: Player) => Player): ReadonlyMap<string, Player> {
  return new Map([...state.players].map(([id, player]) => [id, change(player)]));
}
