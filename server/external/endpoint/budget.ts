import { EndpointError } from "./endpoint-error.ts";

/** What may be spent on an endpoint; Infinity where there is no limit. */
export interface BudgetLimits {
  /** Requests, tries included. */
  readonly calls: number;
  /** Tokens of prompts and answers together. */
  readonly tokens: number;
}

/** What an endpoint has been asked, and what that took. */
export interface Spent {
  readonly calls: number;
  readonly tokens: number;
}

/** Keeps requests, those under way included, inside a limit. */
export interface EndpointBudget {
  readonly spent: Spent;
  /**
   * Sets aside one call and the tokens that it may take at most; returns a function to be told what it took.
   * @throws EndpointError "budget" when that is more than what is left
   */
  reserve(tokens: number): (used: number) => void;
}

/** @param before what earlier processes have spent of the same limits */
export function openBudget(limits: BudgetLimits, before: Spent = { calls: 0, tokens: 0 }): EndpointBudget {
  let { calls, tokens } = before;
  let reserved = 0;
  return {
    get spent() {
      return { calls, tokens };
    },
    reserve(wanted) {
      if (calls + 1 > limits.calls)
        throw new EndpointError("budget", `The budget of ${limits.calls} calls is spent. Raise it to go on.`);
      if (tokens + reserved + wanted > limits.tokens)
        throw new EndpointError(
          "budget",
          `The budget of ${limits.tokens} tokens is spent (${tokens} used, the next call may take ${wanted}). Raise it to go on.`,
        );
      calls++;
      reserved += wanted;
      return (used) => {
        reserved -= wanted;
        tokens += used;
      };
    },
  };
}
