import type { RequestHandler } from "express";
import { Budget } from "../../game/budget.ts";
import { networkOfRequest } from "../front-door/client-address.ts";
import { tooMany } from "../http-fault.ts";

/** Look-ups that find nothing: of one network, and of all together. There are 104,976 codes of four letters. */
const OWN_MISSES = { burst: 30, perSecond: 0.5 };
const ALL_MISSES = { burst: 300, perSecond: 0.5 };
/** With everybody's spent, a network that hasn't missed for a while may still look one up: a class can come in while many guess. */
const SPARE = { burst: 1, perSecond: 1 / 3_600 };
/** Codes that networks are remembered to know. */
const MOST_KNOWN = 20_000;
const EVERYBODY = "";
/** How routes say that there is no such session, or that the token isn't its host's, which they don't tell apart. */
const MISSES: ReadonlySet<string> = new Set(["unknown_session", "host_only"]);

/**
 * Keeps strangers from trying all join codes. A network whose look-ups have missed too often is told nothing any more, about codes
 * that exist either, except about those that it knows already: a class goes on entering while one of them guesses.
 */
export class CodeLookups {
  readonly #own: Budget;
  readonly #all: Budget;
  readonly #spare: Budget;
  /** Network and code, in the order in which they were last used. */
  readonly #known = new Set<string>();

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number) {
    this.#own = new Budget(OWN_MISSES, now);
    this.#all = new Budget(ALL_MISSES, now);
    this.#spare = new Budget(SPARE, now);
  }

  /**
   * Books a look-up as a miss, before its outcome is known: else as many as are sent at once would pass.
   * @returns to be called if it was none
   * @throws HttpFault 429
   */
  begin(network: string, code: string): () => void {
    if (this.#known.has(keyOf(network, code))) return () => this.found(network, code);
    if (!this.#own.take(network)) throw tooManyMisses(this.#own.waitSeconds(network));
    const payer = this.#all.take(EVERYBODY) ? ([this.#all, EVERYBODY] as const) : ([this.#spare, network] as const);
    if (payer[0] === this.#spare && !this.#spare.take(network)) throw tooManyMisses(this.#all.waitSeconds(EVERYBODY));
    return () => {
      this.#own.giveBack(network);
      payer[0].giveBack(payer[1]);
      this.found(network, code);
    };
  }

  /** The network knows this code: it created the session, or found it. */
  found(network: string, code: string): void {
    const key = keyOf(network, code);
    this.#known.delete(key);
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Counts what is asked below `/api/sessions/:code`. */
export function countLookups(lookups: CodeLookups): RequestHandler<{ code: string }> {
  return (request, response, next) => {
    const hit = lookups.begin(networkOfRequest(request), request.params.code);
    response.once("finish", () => {
      if (!MISSES.has(String(response.locals.fault))) hit();
    });
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
