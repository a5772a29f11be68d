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
  RoomView,
  TaskView,
  TeamView,
} from "../round/view.ts";

/** Rises when browsers that were opened before can't follow any more. */
export const PROTOCOL_VERSION = 3;
