import type { GameView } from "../round/view.ts";

export type {
  BallotView,
  EntryView,
  GameView,
  LearningView,
  PairView,
  PhaseName,
  PlayerView,
  PodiumRevealView,
  PodiumView,
  RevealView,
  TaskView,
  TeamView,
} from "../round/view.ts";

export const PROTOCOL_VERSION = 3;

/** The Colyseus state of a room mirrors this, field by field. */
export interface RoomView extends GameView {
  readonly code: string;
  readonly spectators: number;
}
