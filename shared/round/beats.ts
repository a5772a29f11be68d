import { become, type Command, type Rejection, reject, type Transition } from "./command.ts";
import { closeRound, revealPair, revealPodium } from "./reveal.ts";
import { isEndless } from "./settings.ts";
import { type Contest, type GameState, isPodium, type PhaseOf, type TimedPhase } from "./state.ts";
import { startTimer } from "./timer.ts";

/** How one phase follows another. */

export function startGame(state: GameState): Transition | Rejection {
  return state.phase.name === "lobby" ? deal(state) : reject("wrong_phase");
}

/** An endless game needs no host: it starts with its first player. */
export function startByItself({ state, effects }: Transition): Transition {
  if (!isEndless(state.settings) || state.phase.name !== "lobby") return { state, effects };
  const started = deal(state);
  return become(started.state, ...effects, ...started.effects);
}

export function asked(
  state: GameState,
  command: Extract<Command, { type: "asked" }>,
  now: number,
): Transition | Rejection {
  if (state.phase.name !== "dealing") return reject("wrong_phase");
  const { roundId, policyVersion, task } = command;
  const timer = startTimer(state.settings.writingMs, now);
  return become({
    ...freshRound(state, policyVersion),
    phase: { name: "writing", timer, roundId, task, answers: new Map() },
  });
}

export function dealt(
  state: GameState,
  command: Extract<Command, { type: "dealt" }>,
  now: number,
): Transition | Rejection {
  const { roundId, policyVersion, contest } = command;
  const { phase } = state;
  if (phase.name !== "dealing" && (phase.name !== "gathering" || phase.roundId !== roundId))
    return reject("wrong_phase");
  if (contest === null) return become(rest(state, now), { type: "closeRound", roundId });
  const timer = startTimer(state.settings.rapidMs, now);
  return become({ ...freshRound(state, policyVersion), phase: { name: "rapid", timer, roundId, contest } });
}

/** Ends a timed phase and enters the next. */
export function advance(state: GameState, phase: TimedPhase, now: number): Transition {
  switch (phase.name) {
    case "writing":
      return gather(state, phase);
    case "rapid":
      return become({ ...state, phase: contestPhase(state, phase.roundId, phase.contest, now) });
    case "showdown":
      return revealPair(state, phase, now);
    case "ranking":
      return revealPodium(state, phase, now);
    case "reveal":
      return become(rest(state, now));
    case "intermission":
      return next(state);
  }
}

export function endGame(state: GameState): Transition | Rejection {
  const { phase } = state;
  if (phase.name === "finished") return reject("session_over");
  const closed = "roundId" in phase ? closeRound(state, phase) : become(state);
  const { state: ended, effects } = finish(closed.state);
  return become(ended, ...closed.effects, ...effects);
}

export function gather(state: GameState, { roundId }: PhaseOf<"writing">): Transition {
  return become({ ...state, phase: { name: "gathering", roundId } }, { type: "gather", roundId });
}

function contestPhase(
  { settings }: GameState,
  roundId: string,
  contest: Contest,
  now: number,
): PhaseOf<"showdown"> | PhaseOf<"ranking"> {
  const timer = startTimer(settings.showdownMs, now);
  if (isPodium(contest)) return { name: "ranking", timer, roundId, podium: contest, ballots: new Map() };
  return { name: "showdown", timer, roundId, pair: contest, ballots: new Map() };
}

/** After an intermission. An endless game waits while nobody is here. */
function next(state: GameState): Transition {
  if (!isEndless(state.settings)) return state.round < state.settings.rounds ? deal(state) : finish(state);
  const somebody = [...state.players.values()].some((player) => player.presence === "here");
  return somebody ? deal(state) : become({ ...state, phase: { name: "lobby" } });
}

function deal(state: GameState): Transition {
  const round = state.round + 1;
  return become({ ...state, round, phase: { name: "dealing" } }, { type: "openRound", index: round });
}

function rest(state: GameState, now: number): GameState {
  return { ...state, phase: { name: "intermission", timer: startTimer(state.settings.intermissionMs, now) } };
}

function finish(state: GameState): Transition {
  return become({ ...state, phase: { name: "finished" } }, { type: "finish" });
}

function freshRound(state: GameState, policyVersion: number): GameState {
  const players = new Map([...state.players].map(([id, player]) => [id, { ...player, judged: 0, inHand: 0 }]));
  return { ...state, policyVersion, players };
}
