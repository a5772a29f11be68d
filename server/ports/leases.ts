/** How long a lease lasts that isn't renewed, by the database's clock. */
export const LEASE_MS = 10_000;

/** The right to play a session: what a room holds. Its epoch grows with every room that takes the session. */
export interface RoomHold {
  readonly sessionId: string;
  readonly epoch: number;
}

/** A session was taken by another room: what this one wanted to store was not stored. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";

  constructor(hold: RoomHold) {
    super(`Another room plays session ${hold.sessionId}: epoch ${hold.epoch} is over`);
  }
}

/** Who plays which session. All times are the database's, so that no process's clock matters. */
export interface Leases {
  /** Takes the lease of a session; says whose it is while it is somebody's. */
  take(
    sessionId: string,
    owner: string,
  ): Promise<{ readonly epoch: number } | { readonly heldBy: string; readonly forMs: number }>;
  /** Returns the ids of the sessions that are still held. One that ran out and that nobody took is held again. */
  renew(holds: readonly RoomHold[]): Promise<ReadonlySet<string>>;
  /** Lets others take the session at once. */
  release(hold: RoomHold): Promise<void>;
  /** Ends the leases of a node whose process is gone; null: of all nodes, where this process is the only one. Returns how many there were. */
  releaseOf(owner: string | null): Promise<number>;
}
