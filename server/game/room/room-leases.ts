import { setTimeout as sleep } from "node:timers/promises";
import { ServerError } from "@colyseus/core";
import type { Refusal } from "../../../shared/protocol/messages.ts";
import type { MonotonicClock } from "../../ports/arena.ts";
import { LEASE_MS, LeaseLost, type Leases, type RoomHold } from "../../ports/leases.ts";

/** Three renewals fit into a lease, so that one or two may fail. */
const RENEW_MS = 3_000;
/** After a renewal that failed, since votes wait for the next one. */
const AGAIN_MS = 500;
/** One that takes longer is left to itself, and the next one is sent. */
const ANSWER_WITHIN_MS = 5_000;

/** HTTP's "unavailable": another process plays the session, or did so until a moment ago. */
export const ELSEWHERE = 503;

export class SessionElsewhere extends ServerError {
  constructor() {
    super(ELSEWHERE, "unavailable" satisfies Refusal);
  }
}

/** A room's right to play its session, for as long as the room lives. */
export interface RoomLease extends RoomHold {
  /**
   * Whether no other room can have taken the session. False while the lease wasn't renewed in time, by this process's own clock, which also runs
   * while the process stands still: then nothing may be promised to players.
   */
  readonly isCertain: boolean;
  /** Another room has the session. */
  readonly isLost: boolean;
  /** Call this when everything of the room is stored; then others may take the session at once. */
  release(): Promise<void>;
}

interface Held extends RoomHold {
  certainUntil: number;
  releasing: boolean;
  lost: boolean;
  readonly onLost: () => void;
  readonly gone: PromiseWithResolvers<void>;
}

export interface LeasesLog {
  warn(context: object, message: string): void;
}

/** What an operator should know of a process's leases. */
export interface LeasesState {
  readonly held: number;
  /** Of those held, which could not be renewed in time: their rooms promise nothing until they are. */
  readonly uncertain: number;
  /** Sessions that others took while rooms of this process played them. */
  readonly lost: number;
}

/** The leases of a process's rooms: takes them, renews them together, and tells a room that has lost its own. */
export class RoomLeases {
  readonly #leases: Leases;
  readonly #owner: string;
  readonly #now: MonotonicClock;
  readonly #log: LeasesLog;
  readonly #held = new Map<string, Held>();
  readonly #closing = new AbortController();
  #lost = 0;

  /** @param owner the node's name */
  constructor(leases: Leases, owner: string, now: MonotonicClock, log: LeasesLog) {
    this.#leases = leases;
    this.#owner = owner;
    this.#now = now;
    this.#log = log;
  }

  /**
   * Takes a session's lease. A room of this process that is about to close is waited for.
   *
   * @param onLost called once when another room has taken the session: this one must go
   * @throws SessionElsewhere while another process holds it
   */
  async take(sessionId: string, onLost: () => void): Promise<RoomLease> {
    await this.#held.get(sessionId)?.gone.promise;
    const asked = this.#now();
    const taken = await this.#leases.take(sessionId, this.#owner);
    if ("heldBy" in taken) throw new SessionElsewhere();
    const held: Held = {
      sessionId,
      epoch: taken.epoch,
      certainUntil: asked + LEASE_MS,
      releasing: false,
      lost: false,
      onLost,
      gone: Promise.withResolvers(),
    };
    this.#held.set(sessionId, held);
    return this.#leaseOf(held);
  }

  state(): LeasesState {
    const uncertain = [...this.#held.values()].filter((held) => !this.#isCertain(held)).length;
    return { held: this.#held.size, uncertain, lost: this.#lost };
  }

  /** Renews until `close`; for the process that has the rooms. */
  async keepRenewing(): Promise<void> {
    const { signal } = this.#closing;
    let pause = RENEW_MS;
    while (!signal.aborted) {
      await sleep(pause, undefined, { ref: false, signal }).catch(() => {});
      if (signal.aborted) return;
      const late = sleep(ANSWER_WITHIN_MS, "late" as const, { ref: false });
      const renewal = this.renew().then(
        () => "renewed" as const,
        (error: unknown) => {
          this.#log.warn({ err: error }, "The rooms' leases could not be renewed; trying again");
          return "failed" as const;
        },
      );
      pause = (await Promise.race([renewal, late])) === "renewed" ? RENEW_MS : AGAIN_MS;
    }
  }

  /** Renews all leases once, and tells the rooms that have lost theirs. */
  async renew(): Promise<void> {
    const asked = this.#now();
    const holds = [...this.#held.values()].filter(({ releasing }) => !releasing);
    if (holds.length === 0) return;
    const kept = await this.#leases.renew(holds);
    for (const held of holds) {
      if (kept.has(held.sessionId)) held.certainUntil = Math.max(held.certainUntil, asked + LEASE_MS);
      else this.#lose(held);
    }
  }

  /** Stops renewing; for when the rooms are gone. */
  close(): void {
    this.#closing.abort();
  }

  #leaseOf(held: Held): RoomLease {
    const isCertain = () => this.#isCertain(held);
    return {
      sessionId: held.sessionId,
      epoch: held.epoch,
      get isCertain() {
        return isCertain();
      },
      get isLost() {
        return held.lost;
      },
      release: async () => {
        if (this.#held.get(held.sessionId) !== held || held.releasing) return;
        held.releasing = true;
        await this.#leases.release(held).finally(() => this.#forget(held));
      },
    };
  }

  #isCertain(held: Held): boolean {
    return this.#held.get(held.sessionId) === held && !held.releasing && this.#now() < held.certainUntil;
  }

  #forget(held: Held): void {
    this.#held.delete(held.sessionId);
    held.gone.resolve();
  }

  #lose(held: Held): void {
    if (held.releasing || this.#held.get(held.sessionId) !== held) return;
    this.#forget(held);
    held.lost = true;
    this.#lost += 1;
    const { sessionId, epoch } = held;
    this.#log.warn({ session: sessionId, epoch }, "Another process has taken a session; its room here ends");
    held.onLost();
  }
}

/** Whether work failed because another room plays the session: doing it again can't help. */
export function isLeaseLost(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof LeaseLost) return true;
  return false;
}
