import type { TrainerState } from "../../shared/round/trainer-states.ts";

/** What processes tell each other: ids only, below 8,000 bytes. A listener that was away re-reads state in `onReady`. */
export type BusEvent =
  | { readonly type: "round_closed"; readonly roundId: string }
  | { readonly type: "policy_promoted"; readonly version: number }
  | { readonly type: "policy_rejected"; readonly version: number }
  | { readonly type: "policy_rolled_back"; readonly version: number }
  | { readonly type: "training_step"; readonly stepId: number }
  | { readonly type: "ai_judged" }
  | { readonly type: "contestants" }
  | { readonly type: "training_settings" }
  | { readonly type: "trainer_state"; readonly state: TrainerState };

export interface Bus {
  publish(event: BusEvent): Promise<void>;
  /** `onReady` runs after the first connection and after every reconnection. Returns a function that stops listening. */
  listen(onEvent: (event: BusEvent) => void, onReady: () => void): Promise<() => Promise<void>>;
}
