/** Who decides when a phase ends: the clock, or whoever hosts. */

import { become, type Rejection, reject, type Transition } from "./command.ts";
import { BEAT_TIME, isBeat } from "./modes.ts";
import { isEndless, type Pace, type SessionSettings } from "./settings.ts";
import { type GameState, isHeld, startTimer, type TimedPhase, timeLeft } from "./state.ts";

/**
 * With the pace `host` no phase has a deadline, not even one that has just begun: a timer that is left to the host ends at no instant
 * (`Infinity`), so that pausing, resuming and putting things in work as they do by the clock.
 */
export function paced(state: GameState): GameState {
  const { phase, settings } = state;
  if (settings.pace === "timer" || !("timer" in phase)) return state;
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
  const wholeMs = timeOf(phase, settings);
  const timer = isHeld(phase.timer) ? { leftMs: wholeMs } : startTimer(wholeMs, now);
  return become({ ...changed, phase: { ...phase, timer } }, effect);
}

function timeOf({ name }: TimedPhase, settings: SessionSettings): number {
  if (isBeat(name)) return settings[BEAT_TIME[name]];
  return name === "reveal" ? settings.revealMs : settings.intermissionMs;
}
