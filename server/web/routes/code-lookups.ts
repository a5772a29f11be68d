import type { RequestHandler } from "express";
import { Budget } from "../../game/budget.ts";
import type { SharedBudgets } from "../../ports/processes.ts";
import { networkOfRequest } from "../front-door/client-address.ts";
import { tooMany } from "../http-fault.ts";

/** Look-ups that find nothing, of one network and of all together. There are 104,976 codes of four letters. */
const OWN_MISSES = { burst: 30, perSecond: 0.5 };
const ALL_MISSES = { burst: 300, perSecond: 0.5 };
/**
 * When the budget of all is spent, a network that hasn't missed lately may still look one up. So a class can enter
 * while many guess.
 */
const SPARE = { burst: 1, perSecond: 1 / 3_600 };
/** How many pairs of network and code are remembered. */
const MOST_KNOWN = 20_000;
/** Look-ups of one code by one network within this time are one guess: a class comes in at once, and the first answer isn't there yet. */
const ONE_GUESS_MS = 2_000;
const EVERYBODY = "";
/** The same budgets, as all web processes of a database share them. They go on counting when they are spent: what was missed too often has to wait for. */
const OWN_PACE = { burst: OWN_MISSES.burst, everyMs: 1_000 / OWN_MISSES.perSecond, mostWaiting: 300 };
const ALL_PACE = { burst: ALL_MISSES.burst, everyMs: 1_000 / ALL_MISSES.perSecond, mostWaiting: 3_000 };
/** Words of routes for a missing session and for a token that isn't its host's. Routes don't tell the two apart. */
const MISSES: ReadonlySet<string> = new Set(["unknown_session", "host_only"]);

/** Told once what a look-up found. */
export type LookupSettled = (found: boolean) => void;

interface SharedMisses {
  readonly budgets: Pick<SharedBudgets, "take">;
  /** The hash that stands for a network: addresses themselves are not stored. */
  readonly addressOf: (network: string) => string;
}

/**
 * Keeps strangers from trying all join codes. A network that missed too often gets no answer about any code, existing
 * or not, except the codes that it already knows. So a class can go on entering while one of them guesses. Each process
 * refuses by its own count, at once, and counts its misses in Postgres, where it learns how much the others' have left: so a look-up
 * that finds something costs no statement, and guesses at several processes are as many as at one.
 */
export class CodeLookups {
  readonly #shared: SharedMisses;
  readonly #own: Budget;
  readonly #all: Budget;
  readonly #spare: Budget;
  /** Pairs of network and code, least recently used first. */
  readonly #known = new Set<string>();
  /** When a guess was paid for, by network and code, oldest first. */
  readonly #paid = new Map<string, number>();
  readonly #now: () => number;

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number, shared: SharedMisses) {
    this.#now = now;
    this.#shared = shared;
    this.#own = new Budget(OWN_MISSES, now);
    this.#all = new Budget(ALL_MISSES, now);
    this.#spare = new Budget(SPARE, now);
  }

  /**
   * Counts a look-up as a miss before its outcome is known. Otherwise any number could be sent at once.
   * @throws HttpFault 429
   */
  begin(network: string, code: string): LookupSettled {
    const key = keyOf(network, code);
    for (const [paid, at] of this.#paid) {
      if (this.#now() - at < ONE_GUESS_MS) break;
      this.#paid.delete(paid);
    }
    if (this.#known.has(key) || this.#paid.has(key)) return (found) => void (found && this.found(network, code));
    if (!this.#own.take(network)) throw tooManyMisses(this.#own.waitSeconds(network));
    const payer = this.#all.take(EVERYBODY) ? ([this.#all, EVERYBODY] as const) : ([this.#spare, network] as const);
    if (payer[0] === this.#spare && !this.#spare.take(network)) throw tooManyMisses(this.#all.waitSeconds(EVERYBODY));
    this.#paid.set(key, this.#now());
    return (found) => {
      if (!found) return void this.#countForAll(network, payer[0] === this.#all);
      this.#own.giveBack(network);
      payer[0].giveBack(payer[1]);
      this.found(network, code);
    };
  }

  /** While the database is away only this process's own count holds. */
  async #countForAll(network: string, isOfAll: boolean): Promise<void> {
    const { budgets, addressOf } = this.#shared;
    const count = async (budget: Budget, key: string, name: string, pace: typeof OWN_PACE) => {
      const taken = await budgets.take([{ key: name, pace }]);
      const waitMs = "waitMs" in taken ? taken.waitMs : 1_000 * taken.fullForSeconds;
      if (waitMs > 0) budget.leaveAtMost(key, -waitMs / pace.everyMs);
    };
    await Promise.all([
      count(this.#own, network, `code ${addressOf(network)}`, OWN_PACE),
      isOfAll ? count(this.#all, EVERYBODY, "code", ALL_PACE) : null,
    ]).catch(() => {});
  }

  /** The network knows this code: it created the session or found it. */
  found(network: string, code: string): void {
    const key = keyOf(network, code);
    this.#known.delete(key);
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Counts requests below `/api/sessions/:code`. */
export function countLookups(lookups: CodeLookups): RequestHandler<{ code: string }> {
  return (request, response, next) => {
    const settle = lookups.begin(networkOfRequest(request), request.params.code);
    response.once("finish", () => settle(!MISSES.has(String(response.locals.fault))));
    next();
  };
}

function keyOf(network: string, code: string): string {
  return `${network} ${code.slice(0, 40).trim().toUpperCase()}`;
}

function tooManyMisses(seconds: number) {
  return tooMany(
    "too_many_tries",
    "Too many wrong codes came from your network. Wait a moment, then type the code that is on the big screen.",
    seconds,
  );
}
