import { Budget } from "../budget.ts";

/** Pairs that a seat may judge: at once, after a lost line for instance, and each second; more than anybody reads, since what a vote counts is not decided here. */
const PACE = { burst: 30, perSecond: 10 };

/**
 * The votes that a room takes of each seat, and of each address as many as of all the seats that it holds: giving up seats and
 * taking others brings no more.
 */
export class VotePace {
  readonly #seats: Budget;
  readonly #addresses: Budget;

  /** @param clock monotonic milliseconds */
  constructor(clock: () => number) {
    this.#seats = new Budget(PACE, clock);
    this.#addresses = new Budget(PACE, clock);
  }

  /** Counts a vote. @returns false where it comes too soon, and then it isn't counted */
  take(playerId: string, address: string, seatsOfAddress: number): boolean {
    const cost = 1 / Math.max(1, seatsOfAddress);
    return this.#addresses.has(address, cost) && this.#seats.take(playerId) && this.#addresses.take(address, cost);
  }
}
