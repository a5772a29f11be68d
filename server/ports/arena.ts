import type { TrainerState } from "../../shared/round/trainer-states.ts";

/** The one learning line of a database: a sequence of policy versions. Kept as an id so that more can follow. */
export type ArenaId = number;

export const MAIN_ARENA: ArenaId = 1;

/** Milliseconds that only go forward, whatever is done to the computer's clock. Their origin means nothing: they are for durations and deadlines. */
export type MonotonicClock = () => number;

/** Milliseconds since 1970 by the computer's clock, which somebody may set: for dates alone. */
export type WallClock = () => number;

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
  | { readonly type: "exhibit_asked"; readonly arenaId: ArenaId }
  | { readonly type: "exhibit_changed"; readonly arenaId: ArenaId; readonly sessionId: string | null }
  | { readonly type: "trainer_state"; readonly state: TrainerState };

export interface Bus {
  publish(event: BusEvent): Promise<void>;
  /** `onReady` runs after the first connection and after every reconnection. Returns a function that stops listening. */
  listen(onEvent: (event: BusEvent) => void, onReady: () => void): Promise<() => Promise<void>>;
}

/** What this installation has of its own. */
export interface Installation {
  /** A key for what must mean nothing outside of it. It never changes and never leaves the server. */
  secret(): Promise<string>;
}
