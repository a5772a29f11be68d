import type { TrainerState } from "../round/trainer-states.ts";
import type { TraitChange } from "../round/traits.ts";
import type { Counts, LeftOutReason, UnreadReason } from "./imports.ts";
import type { PauseReason } from "./pause-reasons.ts";
import type { CampsBoard } from "./training/camps.ts";
import type { JobsBoard } from "./training/training-jobs.ts";
import type { StepKind } from "./training-methods.ts";
import type { PackedVersions } from "./watch/packed-versions.ts";

/**
 * Socket.IO, namespace `/lab`, read-only. Every event but `trainingSteps` carries the whole current state, so a viewer who comes late
 * or reconnects is up to date at once.
 */
export interface LabEvents {
  versions: (board: PackedVersions) => void;
  training: (board: TrainingBoard) => void;
  /** New steps only, after the first `training`. */
  trainingSteps: (steps: TrainingBoard["steps"]) => void;
  evidence: (board: EvidenceBoard) => void;
  /** Null where no AI judge sits beside the players. */
  judge: (board: JudgeBoard | null) => void;
  contestants: (board: ExternalModelsBoard) => void;
  imports: (board: ImportsBoard) => void;
  jobs: (board: JobsBoard) => void;
  camps: (board: CampsBoard) => void;
}

/** Comparisons that were brought in from elsewhere, the newest first. */
export interface ImportsBoard {
  readonly imports: readonly {
    /** Its name, without its folder. */
    file: string;
    at: string;
    rows: number;
    comparisons: number;
    leftOut: Counts<LeftOutReason>;
    /** What the arena's model learns from; null before the trainer has read it. */
    learnt: { readonly comparisons: number; readonly unread: Counts<UnreadReason> } | null;
  }[];
}

/** Who answers beside the policy at present and isn't trained. */
export interface ExternalModelsBoard {
  readonly contestants: readonly {
    name: string;
    /** Its share of the deal, 0-1. */
    share: number;
    /** Answers that may be dealt, or were. */
    answers: number;
    /** Answers that could not be dealt. */
    unusable: number;
    paused: { readonly reason: PauseReason; readonly until: string | null } | null;
    /** What its endpoint was asked, and what that took. */
    calls: number;
    tokens: number;
  }[];
}

/** An AI judge whose labels the reward model learns from, beside people's votes. */
export interface JudgeBoard {
  readonly judge: string;
  /** Share of all labels that it is to give, 0-1. */
  readonly wanted: number;
  /** Share of all labels that it has given, 0-1. */
  readonly share: number;
  readonly labels: number;
  /** How often it sided with people on pairs that both judged, 0-1 with a 95% interval; null while there are none. */
  readonly agreement: {
    readonly rate: number;
    readonly low: number;
    readonly high: number;
    readonly pairs: number;
  } | null;
  /** How often it named the same answer with the sides swapped, 0-1; null for a judge that sees no sides. */
  readonly constancy: number | null;
  readonly paused: { readonly reason: PauseReason; readonly until: string | null } | null;
  /** What an endpoint was asked, and what that took; 0 for other judges. */
  readonly calls: number;
  readonly tokens: number;
}

export interface TrainingBoard {
  readonly trainer: TrainerState | "down";
  /** Oldest first, metrics under TRL's names. */
  readonly steps: readonly {
    id: number;
    kind: StepKind;
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
  /** The reward model's predictions, made before anybody voted, against the votes: by tenths of the predicted share, empty ones left out. */
  readonly guesses: readonly { guessed: number; voted: number; comparisons: number }[];
  /** Closed rounds, oldest first. */
  readonly rounds: readonly {
    at: string;
    policyVersion: number;
    votes: number;
    /** Whether the round was dealt by what the round before it taught; null where no earlier round had votes. */
    fresh: boolean | null;
  }[];
  readonly watch: OverOptimisationWatch;
}

/** Whether the reward that training follows still says what people say. */
export interface OverOptimisationWatch {
  /** Versions that players have met, with their distance from the starting model and how often their answers are preferred to its, 0-1. */
  readonly versions: readonly {
    version: number;
    /** Nats an answer. */
    kl: number;
    /** By the reward model when it was made; null where there was none. */
    expected: number | null;
    /** By people's votes (Bradley-Terry) with a 95% interval; null before it was judged. */
    rate: number | null;
    low: number | null;
    high: number | null;
  }[];
  /** All later versions than one are liked less than it and those before it: the 95% interval of their win rate lies below a half. */
  readonly alarm: { after: number; rate: number; low: number; high: number; votes: number; pairs: number } | null;
}

/** `GET /api/lab/answers?versions=0,5`: answers to prompts that no stage of training has seen, the same prompts for every version. */
export interface AnswersOfVersions {
  readonly prompts: readonly { prompt: string; answers: readonly { version: number; text: string }[] }[];
}
/** Versions that may be asked for at once. */
export const VERSIONS_ASKED = 12;

/** `GET /api/lab/contest?a=0&b=5`: two versions against each other; `rate` is how often people preferred `a`, null without votes. */
export interface VersionContest {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly votes: number;
  readonly pairs: number;
  /** How the answers of `b` differ from those of `a`, the clearest first; null where they weren't compared. */
  readonly changes: readonly TraitChange[] | null;
}

/** `POST /api/lab/rollback`. */
export interface RolledBack {
  /** Versions that were taken back. */
  readonly undone: number;
}
