import { setTimeout as sleep } from "node:timers/promises";
import type { WallClock } from "../../ports/arena.ts";
import type { MetricReading } from "../../ports/metrics.ts";

/** An answer is good for so long: probes come every few seconds, and several of them cost what one does. */
const FRESH_MS = 1_000;
const ANSWER_WITHIN_MS = 3_000;

/** What is wrong with a part, in a sentence without addresses or names; null: it is well. */
export type PartCheck = () => string | null | Promise<string | null>;

export interface PartProblem {
  readonly part: string;
  readonly problem: string;
  /** When it was first seen so, ISO 8601. */
  readonly since: string;
  /** Whether newcomers should be sent elsewhere for it. */
  readonly blocks: boolean;
}

export interface ReadinessParts {
  /** By the part's name: without one of these a newcomer can't play. */
  readonly needed: Readonly<Record<string, PartCheck>>;
  /** Trouble with these is told, and games go on. */
  readonly beside?: Readonly<Record<string, PartCheck>>;
}

export interface ReadinessLog {
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
}

/** Whether a web process may be sent newcomers: which of its parts aren't well, and since when. */
export class Readiness {
  readonly #checks: readonly (readonly [part: string, check: PartCheck, blocks: boolean])[];
  readonly #now: WallClock;
  readonly #withinMs: number;
  readonly #log: ReadinessLog;
  readonly #since = new Map<string, string>();
  #looked = Number.NEGATIVE_INFINITY;
  #last: Promise<readonly PartProblem[]> = Promise.resolve([]);

  /** @param withinMs how long a part may take to answer */
  constructor({ needed, beside = {} }: ReadinessParts, now: WallClock, log: ReadinessLog, withinMs = ANSWER_WITHIN_MS) {
    const listed = (checks: Readonly<Record<string, PartCheck>>, blocks: boolean) =>
      Object.entries(checks).map(([part, check]) => [part, check, blocks] as const);
    this.#checks = [...listed(needed, true), ...listed(beside, false)];
    this.#now = now;
    this.#log = log;
    this.#withinMs = withinMs;
  }

  /** The parts that aren't well, in the order in which they were given; a second's answer is told again. */
  problems(): Promise<readonly PartProblem[]> {
    const now = this.#now();
    if (Math.abs(now - this.#looked) >= FRESH_MS) {
      this.#looked = now;
      this.#last = this.#look();
    }
    return this.#last;
  }

  /** 1 for each part that is well, else 0. */
  async gauge(): Promise<MetricReading> {
    const ill = new Set((await this.problems()).map(({ part }) => part));
    return this.#checks.map(([part]) => ({ labels: { part }, value: ill.has(part) ? 0 : 1 }));
  }

  async #look(): Promise<readonly PartProblem[]> {
    const asked = this.#checks.map(async ([part, check, blocks]) => {
      const problem = await this.#ask(check);
      const before = this.#since.get(part);
      if (problem === null) {
        this.#since.delete(part);
        if (before !== undefined) this.#log.info({ part }, "A part is well again");
        return [];
      }
      const since = before ?? new Date(this.#now()).toISOString();
      this.#since.set(part, since);
      if (before === undefined) this.#log.warn({ part, problem }, "A part isn't well: /readyz says so");
      return [{ part, problem, since, blocks }];
    });
    return (await Promise.all(asked)).flat();
  }

  #ask(check: PartCheck): Promise<string | null> {
    const late = sleep(this.#withinMs, `It doesn't answer within ${this.#withinMs / 1000} s.`, { ref: false });
    const answer = Promise.resolve()
      .then(check)
      .catch(() => "It could not be asked.");
    return Promise.race([answer, late]);
  }
}
