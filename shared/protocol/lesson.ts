import type { LessonStop } from "../round/lesson/stops.ts";
import type { PrincipleName } from "./principles.ts";

/**
 * What the trainer makes for the stops of the lesson. `perSession`: of one session's votes; the others show the shipped pocket model, so that
 * what was made for one session serves all. The stop `taste` needs none: its bets are read off the votes (`TasteBoard`).
 */
export const EXHIBITS = {
  reads: { stop: "reads", perSession: false },
  imitates: { stop: "imitates", perSession: false },
  practises: { stop: "practises", perSession: true },
  cheats: { stop: "cheats", perSession: true },
  dpo: { stop: "ways", perSession: true },
  feedback: { stop: "ways", perSession: true },
  constitution: { stop: "ways", perSession: true },
} as const satisfies Readonly<Record<string, { stop: LessonStop; perSession: boolean }>>;

export type ExhibitName = keyof typeof EXHIBITS;
export const EXHIBIT_NAMES = Object.keys(EXHIBITS) as [ExhibitName, ...ExhibitName[]];

/** Rises when exhibits hold something else than before: older ones are then made anew. */
export const EXHIBIT_EDITION = 1;

/** How much of its reading the pocket model had done at each stage, 0-1. */
export const READING_STAGES = [0, 0.01, 0.1, 1] as const;

/** What the trainer is doing for an exhibit: a plain word, shown while a class waits. */
export const EXHIBIT_WORK = ["waiting", "reading", "answering", "training", "comparing", "revising"] as const;
export type ExhibitWork = (typeof EXHIBIT_WORK)[number];

/** Whose answers an exhibit shows: an adopted model has no stages, no reviser and little time, so that some show the pocket model's. */
export type ExhibitModel = "pocket" | "adopted";

/** What every exhibit of texts says. */
interface Shown {
  readonly model: ExhibitModel;
  /** Answers that are not shown, as they are unfit for a classroom. */
  readonly leftOut: number;
}

/** A rate with its 95% interval, all 0-1; `of` is the number it rests on. */
export interface MeasuredRate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

/** Stop 1. The stages are those of `READING_STAGES`, and lists "by stage" are in their order. */
export interface ReadsExhibit extends Shown {
  readonly stages: readonly {
    /** 0-1. */
    readonly read: number;
    /** Words that it had read by then. */
    readonly words: number;
    /** How often its likeliest of four words was the right one; chance is a quarter. */
    readonly accuracy: MeasuredRate;
  }[];
  /** The same beginnings of texts, continued. By stage. */
  readonly continuations: readonly { readonly prompt: string; readonly texts: readonly string[] }[];
  /** Texts cut before a word, with four words to choose from. */
  readonly questions: readonly {
    readonly text: string;
    readonly options: readonly string[];
    /** Index of the word that came next. */
    readonly right: number;
    /** Index of the word that each stage finds likeliest, and how likely it finds each of the four (they sum to 1). By stage. */
    readonly guesses: readonly { readonly pick: number; readonly chances: readonly number[] }[];
  }[];
}

/** Stop 2: answers to prompts that no stage of training has seen. */
export interface ImitatesExhibit extends Shown {
  /** `before`: the model that has only read goes on writing; `after`: it has imitated demonstrations. */
  readonly pairs: readonly { readonly prompt: string; readonly before: string; readonly after: string }[];
  /** Demonstrations that it read. */
  readonly demonstrations: number;
}

/** Stop 3: what the reward model said of pairs before anybody voted on them, against the votes. */
export interface TasteBoard {
  /** In the order in which they were played, those without votes left out. */
  readonly rounds: readonly {
    readonly roundId: string;
    /** Index of the round in its session. */
    readonly round: number;
    /** Votes for A or B, repeated pairs left out. Where there was no reward model yet, a vote is half a hit. */
    readonly hits: MeasuredRate;
    /** How sure it was on average, 0.5-1. */
    readonly sureness: number;
    /** Whether there was a reward model at all. */
    readonly knew: boolean;
  }[];
  /** The newest bets, newest first. */
  readonly bets: readonly Bet[];
}

/** A bet on one vote for A or B. */
export interface Bet {
  readonly roundId: string;
  /** Index of the round in its session. */
  readonly round: number;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  readonly chosen: "a" | "b";
  /** Chance, 0-1, that the vote would be for A; null where there was no reward model yet. */
  readonly chanceOfA: number | null;
}

/** Stop 4: one step of PPO with the arena's own reward model and policy. */
export interface PractisesExhibit extends Shown {
  readonly version: number;
  readonly prompt: string;
  /** Answers to the prompt as a step draws them, best first. `kept`: above the average of these tries, and so made more likely. */
  readonly tries: readonly {
    readonly text: string;
    /** By the reward model. */
    readonly score: number;
    /** Nats by which the model finds it likelier than the starting model does. */
    readonly kl: number;
    /** What is taken off for that. */
    readonly leash: number;
    /** Score less leash. */
    readonly total: number;
    readonly kept: boolean;
  }[];
  /** Mean of `total`. */
  readonly average: number;
  /** Mean score of the starting model's and of the present model's answers to the same held-out prompts. */
  readonly before: number;
  readonly after: number;
  /** Answers that each of the two means is of. */
  readonly answers: number;
  readonly leash: {
    /** Nats an answer from the starting model, now; those that practice aims at; those from which on a version is rejected. */
    readonly kl: number;
    readonly aim: number;
    readonly limit: number;
    /** What a nat costs at present. */
    readonly price: number;
  };
}

/** Stop 5: practice without a leash, on a copy that is thrown away. */
export interface CheatsExhibit extends Shown {
  /** From before the first iteration (0) on. */
  readonly curve: readonly {
    readonly iteration: number;
    /** Mean score by the reward model. */
    readonly reward: number;
    /** Nats a token of its answers under the starting model: rises as they stop being language. */
    readonly nats: number;
    /** Nats an answer from the starting model. */
    readonly kl: number;
  }[];
  /** The same figures of the arena's own model, which has its leash. */
  readonly leashed: { readonly reward: number; readonly nats: number; readonly kl: number };
  readonly pairs: readonly {
    readonly prompt: string;
    readonly leashed: { readonly text: string; readonly score: number };
    readonly loose: { readonly text: string; readonly score: number };
  }[];
}

/** Stop 6: DPO on the session's votes, beside the arena's own model. */
export interface DpoExhibit extends Shown {
  /**
   * Votes that it learnt from; and of a fifth of the class's votes, which it never saw: how often it has made the preferred answer likelier than the
   * other, beside the starting model.
   */
  readonly votes: number;
  readonly agrees: MeasuredRate;
  readonly pairs: readonly { readonly prompt: string; readonly ppo: string; readonly dpo: string }[];
}

/** Stop 6: an AI judge on the class's own pairs. */
export interface FeedbackExhibit {
  /** By how often they agree with the class, best first. */
  readonly judges: readonly { readonly judge: string; readonly agrees: MeasuredRate }[];
  /** Pairs with the class's choice and that of the first judge. */
  readonly examples: readonly {
    readonly prompt: string;
    readonly a: string;
    readonly b: string;
    readonly people: "a" | "b";
    readonly judge: "a" | "b";
  }[];
}

/** Stop 6: principles that the class chose, and a model that revises its answers by them and imitates its revisions. */
export interface ConstitutionExhibit extends Shown {
  readonly principles: readonly {
    readonly name: PrincipleName;
    /** How often answers to held-out prompts obey it, before and after. */
    readonly before: MeasuredRate;
    readonly after: MeasuredRate;
  }[];
  /** Answers that were revised. */
  readonly revised: number;
  readonly examples: readonly {
    readonly prompt: string;
    readonly draft: string;
    readonly principle: PrincipleName;
    readonly critique: string;
    readonly revision: string;
  }[];
}

/** What each exhibit shows. */
export interface ExhibitContents {
  readonly reads: ReadsExhibit;
  readonly imitates: ImitatesExhibit;
  readonly practises: PractisesExhibit;
  readonly cheats: CheatsExhibit;
  readonly dpo: DpoExhibit;
  readonly feedback: FeedbackExhibit;
  readonly constitution: ConstitutionExhibit;
}

/** What an exhibit is asked with; `{}` for those that need nothing. */
export interface ExhibitParameters {
  /** Of a constitution: what the class chose. */
  readonly principles?: readonly PrincipleName[];
}
