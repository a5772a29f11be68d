/** Who decides when a phase ends: the clock, or whoever hosts. */

import { finaleMs, unmaskingMs } from "./beats/finale.ts";
import { become, type Rejection, reject, type Transition } from "./command.ts";
import { isEndless, type Pace } from "./settings.ts";
import { type GameState, isHeld, startTimer, type TimedPhase, timeLeft } from "./state.ts";
import { beatMs, titleMs } from "./votes/reading-time.ts";

/**
 * With the pace `host` no phase has a deadline, not even one that has just begun: a timer that is left to the host ends at no instant
 * (`Infinity`), so that pausing, resuming and putting things in work as they do by the clock. A title card goes by itself: nobody has
 * anything to decide while it stands.
 */
export function paced(state: GameState): GameState {
  const { phase, settings } = state;
  if (settings.pace === "timer" || !("timer" in phase) || phase.name === "title") return state;
  const endless = isHeld(phase.timer) ? { leftMs: Number.POSITIVE_INFINITY } : { endsAt: Number.POSITIVE_INFINITY };
  return { ...state, phase: { ...phase, timer: endless } };
}

/**
 * The host changes who decides. By the clock again, the phase under way gets its whole time. An endless game keeps its clock, since it
 * goes on when nobody hosts it.
 *
 * @param now milliseconds of the game's clock
 */
export function setPace(state: GameState, pace: Pace, now: number): Transition | Rejection {
  const { phase, settings } = state;
  if (phase.name === "finished") return reject("session_over");
  if (isEndless(settings)) return reject("wrong_phase");
  const changed = { ...state, settings: { ...settings, pace } };
  const effect = { type: "setPace", pace } as const;
  if (pace === "host" || !("timer" in phase) || Number.isFinite(timeLeft(phase.timer, now)))
    return become(changed, effect);
  const wholeMs = timeOf(phase, state);
  const timer = isHeld(phase.timer) ? { leftMs: wholeMs } : startTimer(wholeMs, now);
  return become({ ...changed, phase: { ...phase, timer } }, effect);
}

/** The whole time of a phase by the clock. */
function timeOf(phase: TimedPhase, state: GameState): number {
  const { settings } = state;
  switch (phase.name) {
    case "writing":
      return settings.writingMs;
    case "rapid":
      return settings.rapidMs;
    case "title":
      return titleMs(phase.beat, settings, phase.contest);
    case "showdown":
      return beatMs(phase.name, settings, phase.pair);
    case "ranking":
      return beatMs(phase.name, settings, phase.podium);
    case "reveal":
      return settings.revealMs;
    case "intermission":
      return settings.intermissionMs;
    case "finale":
      return finaleMs(phase.dealt.pairs[phase.at]!);
    case "unmasking":
      return unmaskingMs(state);
  }
}
