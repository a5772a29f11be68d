import type { Award, GameState, ShowdownPair } from "./state.ts";
import type { Verdict } from "./verdict.ts";
import type { LearningView } from "./view.ts";

/** Everything that can happen to a game. Who may send it is the room's business; whether it may happen now is the game's. */
export type Command =
  | { readonly type: "join"; readonly playerId: string; readonly nickname: string; readonly avatar: number }
  | { readonly type: "return" | "drop" | "leave" | "kick"; readonly playerId: string }
  | { readonly type: "start" | "pause" | "resume" | "skip" | "end" | "tick" }
  | { readonly type: "dealt"; readonly roundId: string; readonly policyVersion: number; readonly pair: ShowdownPair }
  | { readonly type: "deal"; readonly playerId: string; readonly count: number }
  /** Pairs asked for that the pool didn't have. */
  | { readonly type: "shortfall"; readonly playerId: string; readonly count: number }
  | { readonly type: "vote"; readonly playerId: string; readonly pairId: string; readonly verdict: Verdict }
  | { readonly type: "predict"; readonly playerId: string; readonly share: number }
  | { readonly type: "learned"; readonly learning: LearningView };

/** What the world outside has to do after a transition. */
export type Effect =
  | { readonly type: "openRound"; readonly index: number }
  /** Fetch this many rapid pairs for the player. */
  | { readonly type: "dealRapid"; readonly roundId: string; readonly playerId: string; readonly count: number }
  | { readonly type: "closeRound"; readonly roundId: string }
  | { readonly type: "award"; readonly roundId: string; readonly awards: ReadonlyMap<string, Award> }
  | { readonly type: "expel"; readonly playerId: string }
  | { readonly type: "finish" };

export type Reason =
  | "wrong_phase"
  | "too_early"
  | "unknown_pair"
  | "not_a_player"
  | "session_full"
  | "session_over"
  | "duplicate";

export interface Rejection {
  readonly rejected: Reason;
}

export interface Transition {
  readonly state: GameState;
  readonly effects: readonly Effect[];
}

export function reject(reason: Reason): Rejection {
  return { rejected: reason };
}

export function become(state: GameState, ...effects: readonly Effect[]): Transition {
  return { state, effects };
}
