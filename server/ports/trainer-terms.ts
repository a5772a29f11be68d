/**
 * The time of one elected trainer. Whoever is elected takes the next number, and from then on nothing counts that a trainer of an older
 * term writes: a process that was cut off, or stood still, may not know yet that another one has taken over.
 */
export interface TrainerTerm {
  /** From 1; a later one is higher. */
  readonly term: number;
  /** Which process took it, for people: its computer and its number there. */
  readonly holder: string;
  readonly takenAt: Date;
}

export interface TrainerTerms {
  /** The term that counts; null before any trainer was elected. */
  newest(): Promise<TrainerTerm | null>;
  /**
   * Whether a term still counts, for what no transaction can check, such as removing files.
   * @throws TermOver
   */
  assertPresent(term: number): Promise<void>;
}

/** What the one trainer of a database holds. */
export interface TrainerSeat {
  readonly term: number;
  /** Resolves when the connection that holds the lock is gone: another process may be elected from then on. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/** Somebody writes as the trainer of a term that a later one has ended. Nothing of it was stored. */
export class TermOver extends Error {
  override readonly name = "TermOver";
  constructor(term: number, newest: number | null) {
    super(
      `Term ${term} of the trainer is over: term ${newest ?? "none"} counts now, and nothing more is stored for it`,
    );
  }
}
