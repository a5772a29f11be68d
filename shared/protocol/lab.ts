import type { VersionsBoard } from "./boards.ts";

/** Socket.IO, namespace `/lab`, read-only. Every event but `trainingSteps` carries the whole current state, so a late or reconnected viewer is right at once. */
export interface LabEvents {
  versions: (board: VersionsBoard) => void;
  training: (board: TrainingBoard) => void;
  /** New steps only, after the first `training`. */
  trainingSteps: (steps: TrainingBoard["steps"]) => void;
  evidence: (board: EvidenceBoard) => void;
}

export interface TrainingBoard {
  readonly trainer: "down" | "loading" | "idle" | "reward" | "ppo" | "gate" | "refill";
  /** Oldest first, metrics under TRL's names. */
  readonly steps: readonly {
    id: number;
    kind: "reward" | "ppo" | "gate";
    policyVersion: number;
    metrics: Readonly<Record<string, number>>;
    at: string;
  }[];
}

/** What people's votes say about the machine. */
export interface EvidenceBoard {
  /** Each version against all older ones, 0-1 with a 95% interval; versions nobody judged are left out. */
  readonly winRates: readonly {
    version: number;
    rate: number;
    low: number;
    high: number;
    votes: number;
    /** Pairs of answers that were judged. */
    pairs: number;
  }[];
  readonly votes: {
    readonly total: number;
    /** Length of a span, milliseconds. */
    readonly spanMs: number;
    /** Oldest first; spans without votes are left out. `at` is where a span begins. */
    readonly spans: readonly { at: string; votes: number }[];
  };
  /** The reward model's guesses, made before anybody voted, against the votes: tenths of the guessed share, empty ones left out. */
  readonly guesses: readonly { guessed: number; voted: number; comparisons: number }[];
  /** Closed rounds, oldest first. */
  readonly rounds: readonly {
    at: string;
    policyVersion: number;
    votes: number;
    /** Whether the round was dealt by what the round before it taught; null where no earlier round had votes. */
    fresh: boolean | null;
  }[];
}

/** `GET /api/lab/answers?versions=0,5`: answers to prompts that no stage of training has seen, the same prompts for every version. */
export interface AnswersOfVersions {
  readonly prompts: readonly { prompt: string; answers: readonly { version: number; text: string }[] }[];
}
/** Versions that may be asked for at once. */
export const VERSIONS_ASKED = 12;

/** `GET /api/lab/contest?a=0&b=5`: people's votes between two versions; `rate` is that of `a`, null without votes. */
export interface VersionContest {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly votes: number;
  readonly pairs: number;
}

/** `POST /api/lab/rollback`. */
export interface RolledBack {
  /** Versions that were taken back. */
  readonly undone: number;
}
