import type { PairKind } from "../../shared/round/pair-kinds.ts";
import type { ArenaId } from "./arena.ts";

export interface AnswerRecord {
  readonly id: string;
  readonly text: string;
  /** Which version wrote it; `PLAYER` or `EXTERNAL_MODEL` where no policy did. */
  readonly policyVersion: number;
  /** Id of the player who wrote it, "" for others. */
  readonly writer: string;
  /** Name of the external model that wrote it, "" for others. */
  readonly externalModel: string;
  /** Reward when it was sampled; null before there was a reward model. */
  readonly reward: number | null;
}

/** Two answers to one prompt, sides already in random order. */
export interface PairRecord {
  readonly id: string;
  readonly kind: PairKind;
  readonly prompt: string;
  readonly a: AnswerRecord;
  readonly b: AnswerRecord;
  /** The pair of which this is a side-swapped repetition, dealt to measure a player's consistency. */
  readonly repeatOf: string | null;
}

export interface PodiumRecord {
  readonly prompt: string;
  /** In random order. */
  readonly answers: readonly AnswerRecord[];
  readonly pairs: readonly { readonly id: string; readonly answerA: string; readonly answerB: string }[];
}

/** What the trainer puts into the pool. `priority` is how much a vote on a rapid pair tells: the highest is dealt first. */
export interface NewPair {
  readonly kind: PairKind;
  readonly prompt: { readonly id: string; readonly text: string };
  readonly a: NewAnswer;
  readonly b: NewAnswer;
  readonly priority: number;
}

/** What a model wrote. */
export interface ModelAnswer {
  readonly text: string;
  readonly tokens: readonly number[];
  /** False where it was stopped at its longest answer: whoever reads it is shown that it would go on. True unless it is given. */
  readonly ended?: boolean;
}

export interface NewAnswer extends ModelAnswer {
  readonly policyVersion: number;
  /** Reward of the newest reward model when it was sampled; null before there was one. */
  readonly reward: number | null;
}

export interface Pool {
  /** Adds pairs with their responses, in one transaction. */
  add(arenaId: ArenaId, pairs: readonly NewPair[]): Promise<void>;
  /**
   * Deals up to `count` undealt rapid pairs of the newest promoted policy to one player, the highest priority first. When
   * none is left, those of the next older version follow; when the pool is dry, copies of pairs that this player has not seen.
   * Here and below, pairs have prompts that the round's session plays: those of its pack, or those of no pack.
   */
  dealToPlayer(deal: {
    arenaId: ArenaId;
    roundId: string;
    playerId: string;
    count: number;
  }): Promise<readonly PairRecord[]>;
  /** Deals to a player one of their own earlier pairs of this session with sides swapped; null when they have none. */
  dealRepeat(deal: { roundId: string; playerId: string }): Promise<PairRecord | null>;
  /** What a player was dealt in a round and hasn't judged, in the order of the deal. */
  heldBy(hand: { roundId: string; playerId: string }): Promise<readonly PairRecord[]>;
  /**
   * Three or four answers to one prompt, and all pairs of them; null while there are no three. Recent policy versions wrote them, as many
   * as there are, and sometimes an external model wrote one. Whoever asks again for a round is given the same; a session ranks no prompt twice.
   */
  dealPodium(deal: { arenaId: ArenaId; roundId: string }): Promise<PodiumRecord | null>;
  /** The showdown pair of a round: newest promoted policy against an older version where there is one; null when the pool is empty. Whoever asks again for a round is given the same. */
  dealShowdown(deal: { arenaId: ArenaId; roundId: string }): Promise<PairRecord | null>;
  /** Undealt pairs of one policy version, with prompts of a pack, or of none unless one is given. */
  remaining(arenaId: ArenaId, version: number, packId?: string): Promise<{ rapid: number; showdown: number }>;
}

/** Answers of policy versions to the same few prompts, several to each. They are shown and never dealt. */
export interface Showcase {
  add(
    arenaId: ArenaId,
    version: number,
    answers: readonly (ModelAnswer & { prompt: { readonly id: string; readonly text: string } })[],
  ): Promise<void>;
  has(arenaId: ArenaId, version: number): Promise<boolean>;
  /** The first answer to each prompt; by prompt, then version. */
  of(arenaId: ArenaId, versions: readonly number[]): Promise<readonly ShownAnswer[]>;
  /** Every answer, in the same order. */
  all(arenaId: ArenaId, versions: readonly number[]): Promise<readonly ShownAnswer[]>;
}

/** An answer for show. `prompt` is the prompt's text. */
export interface ShownAnswer {
  readonly prompt: string;
  readonly version: number;
  readonly text: string;
}
