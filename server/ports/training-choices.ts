import type { TrainingSettings, TrainingSettingsChange } from "../../shared/protocol/training-settings.ts";
import type { ArenaId } from "./arena-id.ts";

/** How the model of an arena learns. */
export interface TrainingChoices {
  /** The defaults where nothing was ever chosen. */
  of(arenaId: ArenaId): Promise<TrainingSettings>;
  /** Changes what is given and leaves the rest; notifies `training_settings`. */
  change(arenaId: ArenaId, change: TrainingSettingsChange): Promise<TrainingSettings>;
}
