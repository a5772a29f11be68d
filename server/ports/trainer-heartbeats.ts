import type { TrainerState } from "../../shared/round/trainer-states.ts";
import type { ArenaId } from "./arena-id.ts";

export interface TrainerHeartbeats {
  /** Notifies `trainer_state` when the state is another than before. */
  beat(arenaId: ArenaId, state: TrainerState): Promise<void>;
  /** Null when no trainer has ever run. */
  last(arenaId: ArenaId): Promise<{
    state: TrainerState;
    at: Date;
    /** Milliseconds since then by the database's clock, as `at` is: no other machine's has to agree with it. */
    ageMs: number;
  } | null>;
}
