/** Socket.IO, namespace `/boards`, read-only: every event carries the whole current state of its board, so a late or reconnected viewer is right at once. */
export interface PlayersBoard {
  readonly period: "day" | "week" | "all";
  readonly players: readonly { nickname: string; score: number; votes: number; sessions: number }[];
}
export interface VersionsBoard {
  readonly versions: readonly {
    version: number;
    status: "candidate" | "promoted" | "rejected" | "rolled_back";
    reason: string | null;
    /** Bradley-Terry rating from human votes with 95% interval; null before it was judged. */
    rating: number | null;
    low: number | null;
    high: number | null;
    votes: number;
    metrics: Readonly<Record<string, number>>;
    at: string;
  }[];
}
export interface TrainingBoard {
  readonly trainer: { state: string; at: string } | null;
  /** Oldest first, metrics under TRL's names. */
  readonly steps: readonly {
    id: number;
    kind: "reward" | "ppo" | "gate";
    policyVersion: number;
    metrics: Readonly<Record<string, number>>;
    at: string;
  }[];
}
export interface BoardEvents {
  players: (board: PlayersBoard) => void;
  versions: (board: VersionsBoard) => void;
  training: (board: TrainingBoard) => void;
  /** New steps only, after the first `training`. */
  trainingSteps: (steps: TrainingBoard["steps"]) => void;
}
