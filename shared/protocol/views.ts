import type { GameView } from "../round/view.ts";

export type {
  BallotView,
  GameView,
  LearningView,
  PairView,
  PhaseName,
  PlayerView,
  RevealView,
} from "../round/view.ts";

export const PROTOCOL_VERSION = 1;

/** The Colyseus state of a room mirrors this, field by field. */
export interface RoomView extends GameView {
  readonly code: string;
  readonly spectators: number;
}
