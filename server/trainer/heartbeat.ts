import type { TrainerState } from "../../shared/round/trainer-states.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { TrainerHeartbeats } from "../ports/models.ts";
import { workProgress } from "./work-progress.ts";

/** Says what the trainer is doing, and that it is alive. */
export interface Heartbeat {
  /** Resolves when the new state is stored. */
  beat(state: TrainerState): Promise<void>;
  /** Nothing is done at present: it is idle, or says what it can't do. */
  rest(): Promise<void>;
  /** Repeats the present state, with how far its work has come. */
  again(): Promise<void>;
  readonly state: TrainerState;
}

/**
 * Writes go one after another, each with the newest state: one that was delayed can't put back what the trainer did before.
 * @param resting what it is while it does nothing
 * @param guessMs see `workProgress`
 */
export function openHeartbeat(
  heartbeats: Pick<TrainerHeartbeats, "beat">,
  arenaId: ArenaId,
  resting: () => TrainerState,
  guessMs: number,
): Heartbeat {
  const progress = workProgress(guessMs, () => performance.now());
  let present: TrainerState = "loading";
  let last: Promise<void> = Promise.resolve();
  function again(): Promise<void> {
    const next = last.then(() => heartbeats.beat(arenaId, present, progress.share()));
    last = next.catch(() => {}); // whoever asked is told
    return next;
  }
  function beat(state: TrainerState): Promise<void> {
    present = state;
    progress.enter(state);
    return again();
  }
  return {
    again,
    beat,
    rest: () => beat(resting()),
    get state() {
      return present;
    },
  };
}
