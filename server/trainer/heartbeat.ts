import type { TrainerState } from "../../shared/round/trainer-states.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { TrainerHeartbeats } from "../ports/models.ts";

/** Says what the trainer is doing, and that it is alive. */
export interface Heartbeat {
  /** Resolves when the new state is stored. */
  at(state: TrainerState): Promise<void>;
  /** Repeats the present state. */
  again(): Promise<void>;
}

/** Writes go one after another, each with the newest state: one that was delayed can't put back what the trainer did before. */
export function heartbeat(heartbeats: Pick<TrainerHeartbeats, "beat">, arenaId: ArenaId): Heartbeat {
  let present: TrainerState = "loading";
  let last: Promise<void> = Promise.resolve();
  function again(): Promise<void> {
    const next = last.then(() => heartbeats.beat(arenaId, present));
    last = next.catch(() => {}); // whoever asked is told
    return next;
  }
  return {
    again,
    at(state) {
      present = state;
      return again();
    },
  };
}
