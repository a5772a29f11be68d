import type { TrainerState } from "../../shared/round/trainer-states.ts";

/** What learns by itself: a sequence of policy versions, with everything that they learn from. */
export type ArenaId = number;

/** The arena that everybody on a server teaches, which is always there. */
export const MAIN_ARENA: ArenaId = 1;

export interface ArenaRecord {
  readonly id: ArenaId;
  /** As in its address, `/a/NAME`. */
  readonly name: string;
  readonly title: string;
  /** Whether the public boards name it. */
  readonly listed: boolean;
  /** Newest promoted version; null before there is one. */
  readonly version: number | null;
}

/** What an arena wants of the trainer. */
export interface ArenaNeeds {
  readonly arenaId: ArenaId;
  /** It has a version that answers players. */
  readonly ready: boolean;
  /** A game of it is open, and was created or had a round within half an hour, or it is a lesson that waits for an exhibit. */
  readonly playing: boolean;
  /** Its last comparison; 0 without one. */
  readonly lastComparison: number;
  /** The last comparison that a version of it was trained on. */
  readonly learnt: number;
}

export interface Arenas {
  /**
   * Makes an arena. It begins as the main one did: with the same version 0 and copies of its pairs, so that it can be played at once. The
   * key is for its hosts; null when the name is in use.
   */
  create(arena: { name: string; title: string; listed?: boolean }): Promise<{ arena: ArenaRecord; key: string } | null>;
  byName(name: string): Promise<ArenaRecord | null>;
  /** Whether this key opens the arena to hosts; one without a key is open to all of them. */
  isOpenTo(arenaId: ArenaId, key: string | undefined): Promise<boolean>;
  change(arenaId: ArenaId, change: { listed?: boolean }): Promise<void>;
  /** Those that the public boards name, the main one first, the others by their titles. */
  listed(): Promise<readonly ArenaRecord[]>;
  /** Those that the trainer has something to do for, and the main one. */
  needs(): Promise<readonly ArenaNeeds[]>;
}

/** Milliseconds that only go forward, whatever is done to the computer's clock. Their origin means nothing: they are for durations and deadlines. */
export type MonotonicClock = () => number;

/** Milliseconds since 1970 by the computer's clock, which somebody may set: for dates alone. */
export type WallClock = () => number;

/** What processes tell each other of an arena: ids only, below 8,000 bytes. A listener that was away re-reads state in `onReady`. */
export type BusEvent = { readonly arenaId: ArenaId } & (
  | { readonly type: "round_closed"; readonly roundId: string }
  | { readonly type: "rated" }
  | { readonly type: "policy_promoted"; readonly version: number }
  | { readonly type: "policy_rejected"; readonly version: number }
  | { readonly type: "policy_rolled_back"; readonly version: number }
  | { readonly type: "training_step"; readonly stepId: number }
  | { readonly type: "ai_judged" }
  | { readonly type: "contestants" }
  | { readonly type: "training_settings" }
  | { readonly type: "exhibit_asked" }
  | { readonly type: "exhibit_changed"; readonly sessionId: string | null }
  | { readonly type: "training_job" }
  | { readonly type: "trainer_state"; readonly state: TrainerState }
);

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
