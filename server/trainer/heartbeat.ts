import type { TrainerState } from "../../shared/round/trainer-states.ts";
import type { Checkpoints } from "../checkpoints/checkpoints.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { TrainerHeartbeats } from "../ports/models.ts";

/** Says what the trainer is doing, and that it is alive. */
export interface Heartbeat {
  /** Resolves when the new state is stored. */
  beat(state: TrainerState): Promise<void>;
  /** Nothing is done at present: it is idle, or blocked while its files can't be stored. */
  rest(): Promise<void>;
  /** Repeats the present state. */
  again(): Promise<void>;
  readonly state: TrainerState;
}

/** Writes go one after another, each with the newest state: one that was delayed can't put back what the trainer did before. */
export function openHeartbeat(
  heartbeats: Pick<TrainerHeartbeats, "beat">,
  arenaId: ArenaId,
  checkpoints: Pick<Checkpoints, "trouble">,
): Heartbeat {
  let present: TrainerState = "loading";
  let last: Promise<void> = Promise.resolve();
  function again(): Promise<void> {
    const next = last.then(() => heartbeats.beat(arenaId, present));
    last = next.catch(() => {}); // whoever asked is told
    return next;
  }
  function beat(state: TrainerState): Promise<void> {
    present = state;
    return again();
  }
  return {
    again,
    beat,
    rest: () => beat(checkpoints.trouble === null ? "idle" : "blocked"),
    get state() {
      return present;
    },
  };
}
