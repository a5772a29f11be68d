import type { PauseReason } from "../../shared/protocol/pause-reasons.ts";
import type { Criterion } from "../../shared/round/settings.ts";
import type { ArenaId } from "./arena.ts";
import type { Comparison } from "./learning.ts";

/** A model that answers beside the arena's own policy and isn't trained. */
export interface ExternalModelState {
  readonly name: string;
  /** Of the deal; 0: it has been taken out. */
  readonly share: number;
  /** Why it pauses; null while it works. */
  readonly paused: PauseReason | null;
  readonly pausedUntil: Date | null;
  /** Requests to its endpoint in this arena. */
  readonly calls: number;
  /** Tokens that those requests took. */
  readonly tokens: number;
  /** Answers that were too long, unfit for a classroom or empty. */
  readonly unusable: number;
}

/** A pack that no policy answers, its prompts with their ids in the pool. */
export interface PackToAnswer {
  readonly id: string;
  readonly prompts: readonly { readonly id: string; readonly text: string }[];
}

export interface ExternalModels {
  /** By name, with how many answers of theirs are stored. */
  list(arenaId: ArenaId): Promise<readonly (ExternalModelState & { readonly id: number; readonly answers: number })[]>;
  /** Stores how it stands, under its name, and returns its id. Notifies `contestants`. */
  setState(arenaId: ArenaId, state: ExternalModelState): Promise<number>;
  /** Up to `count` prompts to which the newest version's answers are dealt, those to which it has the fewest answers first; none of `except`. */
  promptsFor(wanted: {
    arenaId: ArenaId;
    externalModelId: number;
    count: number;
    except: readonly string[];
  }): Promise<readonly { readonly id: string; readonly text: string }[]>;
  /**
   * Up to `count` prompts of packs that are short of pairs of external models' answers, those to which one or two more answers would make
   * a podium first; none of `except`.
   */
  packPromptsFor(wanted: {
    arenaId: ArenaId;
    packs: readonly PackToAnswer[];
    count: number;
    except: readonly string[];
  }): Promise<readonly { readonly id: string; readonly text: string }[]>;
  /** Stores an answer to one of those, and pairs it with other external answers to the prompt. */
  answerPack(arenaId: ArenaId, externalModelId: number, answer: { promptId: string; text: string }): Promise<void>;
  /** Stores an answer to one of `promptsFor`. */
  answer(arenaId: ArenaId, externalModelId: number, answer: { promptId: string; text: string }): Promise<void>;
  /**
   * Pairs its stored answers with the newest version's, rapid and for showdowns, until they make up `share` of the undealt pairs of each. Pairs
   * get priorities like those that they lie among, so that the deal keeps the share. Returns how many pairs lack an answer.
   */
  pair(wanted: { arenaId: ArenaId; externalModelId: number; share: number }): Promise<number>;
  /** Its answers against those of policy versions, as people judged them, repeated pairs left out; `label` is the external model's share. */
  matchups(arenaId: ArenaId): Promise<
    readonly {
      readonly externalModelId: number;
      readonly version: number;
      readonly label: number;
      readonly votes: number;
    }[]
  >;
  /** Answers that were preferred to policies' on the whole and are not hidden, the oldest first. */
  winners(arenaId: ArenaId): Promise<readonly { readonly prompt: string; readonly text: string }[]>;
}

/** What is known of a judge's work in an arena. */
export interface JudgeWork {
  /** Comparisons of people, those imported or repeated left out. */
  readonly people: number;
  /** Pairs that the judge judged. */
  readonly labels: number;
  /** Those of them that it judged in both orders. */
  readonly ordersAsked: number;
  /** Those of `ordersAsked` in which it named the same answer both times. */
  readonly ordersAgreed: number;
  /** Pairs that people judged too. */
  readonly sharedLabels: number;
  /** Those of `sharedLabels` on which neither was undecided: no whole number where addresses are held to a share. */
  readonly sharedPairs: number;
  /** Those of `sharedPairs` on which the judge sided with the people. */
  readonly agreed: number;
}

export interface JudgeState {
  readonly judge: string;
  /** Share of the labels that it is to give; 0: it has been put away. */
  readonly share: number;
  /** Why it pauses; null while it works. */
  readonly paused: PauseReason | null;
  readonly pausedUntil: Date | null;
  /** Requests to its endpoint in this arena. */
  readonly calls: number;
  /** Tokens that those requests took. */
  readonly tokens: number;
}

/** A pair that a judge has yet to judge. */
export interface PairToJudge {
  readonly id: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** What people judged it by, or would in the arena's newest session. */
  readonly criterion: Criterion;
  /** What they are asked, in the host's words or in English. */
  readonly question: string;
}

/** AI judges beside the people of an arena, in a table of their own. */
export interface Judgements {
  /**
   * Pairs that the judge has yet to judge, none of `except` and none with a player's answer: up to `shared` that people judged, the newest
   * first, and up to `fresh` undealt ones of the newest version.
   */
  candidates(wanted: {
    arenaId: ArenaId;
    judge: string;
    shared: number;
    fresh: number;
    except: readonly string[];
  }): Promise<readonly PairToJudge[]>;
  /** A pair judged twice keeps the first opinion. Notifies `ai_judged`. */
  add(
    arenaId: ArenaId,
    judge: string,
    opinions: readonly {
      readonly pairId: string;
      readonly share: number;
      readonly ordersAgree: boolean | null;
      /** What it was asked about; null or absent: it judged by a rule of its own. */
      readonly criterion?: Criterion | null;
    }[],
  ): Promise<void>;
  /**
   * What it said of two answers of the policy, in tokens; `label` is the probability that A is the better one. It is never counted as a
   * vote. In the order of their ids, which are no ids of people's comparisons, from the first above `afterId`.
   */
  after(
    arenaId: ArenaId,
    judge: string,
    afterId: number,
    limit: number,
  ): Promise<
    readonly (Pick<Comparison<readonly number[]>, "id" | "promptId" | "prompt" | "a" | "b" | "label"> & {
      readonly criterion: Criterion | null;
    })[]
  >;
  work(arenaId: ArenaId, judge: string): Promise<JudgeWork>;
  /** Notifies `ai_judged`. */
  setState(arenaId: ArenaId, state: JudgeState): Promise<void>;
  /** Null before there was any judge. */
  state(arenaId: ArenaId): Promise<JudgeState | null>;
}
