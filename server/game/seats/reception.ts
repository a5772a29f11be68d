import type { Refusal } from "../../../shared/protocol/messages.ts";
import { isEndless } from "../../../shared/round/settings.ts";
import type { GameState, Player } from "../../../shared/round/state.ts";
import type { PlayerRecord } from "../../ports/sessions.ts";
import { Budget } from "../budget.ts";
import { answerKnock, approach, type Knock, OPEN_DOOR, waitingAt } from "./door.ts";
import { mostSeats, type SeatAnswer, seatFor } from "./fair-seats.ts";

/**
 * Tries to come in from an address that may hold 60 seats, in proportion from others: a class that comes in at once, types every
 * other nickname twice and has its projectors, then one a second. Whoever has a right token comes in without being counted.
 */
const TRIES = { burst: 240, perSecond: 1 };
const TRIES_OF_SEATS = 60;
/**
 * Pairs that a seat may judge at once, for instance after a lost line, and each second. It is more than anybody reads: how much a
 * vote counts is decided elsewhere.
 */
const PACE = { burst: 30, perSecond: 10 };

/** How often a player may change their team's name or colour, or go over to another one. */
const TEAM_CHANGES = { burst: 8, perSecond: 0.5 };

/** Who comes into a room, and who may, by where they come from. It keeps the facts; `door.ts` and `fair-seats.ts` hold the rules. */
export class Reception {
  readonly #clock: () => number;
  readonly #state: () => GameState;
  readonly #tries: Budget;
  readonly #pace: VotePace;
  readonly #teamChanges: Budget;
  /** Where players come from, by id. */
  readonly #addresses = new Map<string, string>();
  readonly #hosts = new Set<string>();
  /** Where banned players had come from, by id. */
  readonly #banned = new Map<string, string>();
  #door = OPEN_DOOR;

  /**
   * @param members the session's players so far
   * @param closed whether newcomers have to knock
   * @param clock monotonic milliseconds
   */
  constructor(members: readonly PlayerRecord[], closed: boolean, state: () => GameState, clock: () => number) {
    this.#state = state;
    this.#clock = clock;
    this.#tries = new Budget(TRIES, clock);
    this.#pace = new VotePace(clock);
    this.#teamChanges = new Budget(TEAM_CHANGES, clock);
    this.close(closed);
    const endless = isEndless(state().settings);
    for (const { id, address, banned } of members) {
      if (!endless) this.#addresses.set(id, address ?? "");
      if (banned && address !== null) this.#banned.set(id, address);
    }
  }

  /**
   * Counts a try to come in.
   * @param nickname null where none, or none that can be used, was given
   * @returns false where there were too many from the address
   */
  mayTry(address: string, nickname: string | null): boolean {
    // The page of whoever waits at the door asks every few seconds.
    if (nickname !== null && waitingAt(this.#door, this.#clock()).some(isKnockOf(address, nickname))) return true;
    return this.#tries.take(address, TRIES_OF_SEATS / mostSeats(this.#seating()));
  }

  /** Whether somebody new may sit down. */
  seatFor(address: string): SeatAnswer {
    return seatFor(this.#seating(), address, this.#hosts.has(address));
  }

  /** Leads a newcomer to the door. @returns why they don't enter now, or null */
  enter(address: string, nickname: string): Refusal | null {
    const banned = [...this.#banned.values()].includes(address);
    const company = this.#hosts.has(address) || this.#comesFrom(address);
    const { door, answer } = approach(this.#door, { address, nickname, banned, company }, this.#clock());
    this.#door = door;
    return answer === "open" ? null : answer;
  }

  /** A seat belongs to the address that it was taken from, wherever its player returns from. */
  seated(playerId: string, address: string): void {
    this.#addresses.set(playerId, address);
  }

  hosted(address: string): void {
    this.#hosts.add(address);
  }

  /** The player isn't in the game any more. */
  forget(playerId: string): void {
    this.#addresses.delete(playerId);
  }

  ban(playerId: string): void {
    const address = this.#addresses.get(playerId);
    if (address !== undefined) this.#banned.set(playerId, address);
  }

  unban(playerId: string): void {
    this.#banned.delete(playerId);
  }

  /** Counts a vote. @returns false where it comes too soon after others of the seat, or of its address */
  mayVote(playerId: string): boolean {
    const address = this.#addresses.get(playerId) ?? "";
    const isHere = ({ id, presence }: Player) => presence !== "left" && this.#addresses.get(id) === address;
    return this.#pace.take(playerId, address, [...this.#state().players.values()].filter(isHere).length);
  }

  /** Counts a change of a team. @returns false where it comes too soon after others of the player */
  mayChangeTeam(playerId: string): boolean {
    return this.#teamChanges.take(playerId);
  }

  get isClosed(): boolean {
    return this.#door.closed;
  }

  get knocks(): readonly Knock[] {
    return waitingAt(this.#door, this.#clock());
  }

  close(closed: boolean): void {
    this.#door = { ...this.#door, closed };
  }

  answer(knockId: string, letIn: boolean): void {
    this.#door = answerKnock(this.#door, knockId, letIn, this.#clock()) ?? this.#door;
  }

  #comesFrom(address: string): boolean {
    return [...this.#state().players.keys()].some((id) => this.#addresses.get(id) === address);
  }

  #seating() {
    const { settings, players } = this.#state();
    const here = [...players.values()].filter(({ presence }) => presence !== "left");
    return {
      places: settings.maxPlayers,
      isPublic: isEndless(settings),
      taken: counted(here.map(({ id }) => this.#addresses.get(id) ?? "")),
      met: counted([...this.#addresses.values()]),
    };
  }
}

const isKnockOf = (address: string, nickname: string) => (knock: Knock) =>
  knock.address === address && knock.nickname === nickname;

function counted(addresses: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const address of addresses) counts.set(address, (counts.get(address) ?? 0) + 1);
  return counts;
}

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
