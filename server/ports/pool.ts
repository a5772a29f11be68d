import type { PairKind } from "../../shared/round/pair-kinds.ts";
import type { ArenaId } from "./arena.ts";

export interface ResponseRecord {
  readonly id: string;
  readonly text: string;
  /** `PLAYER` or `CONTESTANT` where no policy wrote it. */
  readonly policyVersion: number;
  /** Id of the player who wrote it, "" for others. */
  readonly writer: string;
  /** Name of the contestant that wrote it, "" for others. */
  readonly contestant: string;
  /** Reward when it was sampled; null before there was a reward model. */
  readonly reward: number | null;
}

/** Two answers to one prompt, sides already in random order. */
export interface PairRecord {
  readonly id: string;
  readonly kind: PairKind;
  readonly prompt: string;
  readonly a: ResponseRecord;
  readonly b: ResponseRecord;
  /** The pair of which this is a side-swapped repetition, dealt to measure a player's consistency. */
  readonly repeatOf: string | null;
}

export interface PodiumRecord {
  readonly prompt: string;
  /** In random order. */
  readonly answers: readonly ResponseRecord[];
  readonly pairs: readonly { readonly id: string; readonly answerA: string; readonly answerB: string }[];
}

/** What the trainer puts into the pool. `priority` is how early a rapid pair is worth a vote: higher is dealt first. */
export interface NewPair {
  readonly kind: PairKind;
  readonly prompt: { readonly id: string; readonly text: string };
  readonly a: NewResponse;
  readonly b: NewResponse;
  readonly priority: number;
}

export interface NewResponse {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly policyVersion: number;
  /** Reward of the newest reward model when it was sampled; null before there was one. */
  readonly reward: number | null;
}

export interface Pool {
  /** Adds pairs with their responses, in one transaction. */
  add(arenaId: ArenaId, pairs: readonly NewPair[]): Promise<void>;
  /**
   * Of the prompts that the round's session plays, its pack's or those of no pack, here and below:
   * deals up to `count` undealt rapid pairs of the newest promoted policy to one player, highest priority first; when
   * none is left, of the next older version; when the pool is dry, copies of pairs that this player has not seen.
   */
  dealRapid(deal: {
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
   * Three or four answers to one prompt by policy versions of late, one a version as far as they go, now and then one of a contestant among
   * them, and all pairs of them; null while there are no three. A round has one, whoever asks again, and a session sees no prompt twice.
   */
  dealPodium(deal: { arenaId: ArenaId; roundId: string }): Promise<PodiumRecord | null>;
  /** The showdown pair of a round: newest promoted policy against an older version where there is one; null when the pool is empty. A round has one, whoever asks again. */
  dealShowdown(deal: { arenaId: ArenaId; roundId: string }): Promise<PairRecord | null>;
  /** Undealt pairs of one policy version, with prompts of a pack, or of none unless one is given. */
  remaining(arenaId: ArenaId, version: number, packId?: string): Promise<{ rapid: number; showdown: number }>;
}

/** Answers of policy versions to the same few prompts, for show: they are never dealt. */
export interface Showcase {
  add(
    arenaId: ArenaId,
    version: number,
    answers: readonly {
      prompt: { readonly id: string; readonly text: string };
      text: string;
      tokens: readonly number[];
    }[],
  ): Promise<void>;
  has(arenaId: ArenaId, version: number): Promise<boolean>;
  /** By prompt, then version. */
  of(
    arenaId: ArenaId,
    versions: readonly number[],
  ): Promise<readonly { prompt: string; version: number; text: string }[]>;
}
