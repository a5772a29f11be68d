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
}

interface ReadinessLog {
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
}

/** Whether a web process may be sent newcomers: which of its parts aren't well, and since when. */
export class Readiness {
  readonly #checks: ReadonlyMap<string, PartCheck>;
  readonly #now: WallClock;
  readonly #withinMs: number;
  readonly #log: ReadinessLog;
  readonly #since = new Map<string, PartProblem>();
  #looked = Number.NEGATIVE_INFINITY;
  #last: Promise<readonly PartProblem[]> = Promise.resolve([]);

  /**
   * @param checks by the part's name
   * @param withinMs how long a part may take to answer
   */
  constructor(
    checks: Readonly<Record<string, PartCheck>>,
    now: WallClock,
    log: ReadinessLog,
    withinMs = ANSWER_WITHIN_MS,
  ) {
    this.#checks = new Map(Object.entries(checks));
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
    return [...this.#checks.keys()].map((part) => ({ labels: { part }, value: ill.has(part) ? 0 : 1 }));
  }

  async #look(): Promise<readonly PartProblem[]> {
    const found = await Promise.all([...this.#checks].map(([part, check]) => this.#ask(part, check)));
    return found.flatMap((problem) => problem ?? []);
  }

  async #ask(part: string, check: PartCheck): Promise<PartProblem | null> {
    const late = sleep(this.#withinMs, `It doesn't answer within ${this.#withinMs / 1000} s.`, { ref: false });
    const asked = Promise.resolve()
      .then(check)
      .catch(() => "It could not be asked; the log says more.");
    const problem = await Promise.race([asked, late]);
    const before = this.#since.get(part);
    if (problem === null) {
      this.#since.delete(part);
      if (before !== undefined) this.#log.info({ part }, "A part is well again");
      return null;
    }
    const since = before?.since ?? new Date(this.#now()).toISOString();
    const now = { part, problem, since };
    this.#since.set(part, now);
    if (before === undefined) this.#log.warn({ part, problem }, "A part isn't well: /readyz answers 503");
    return now;
  }
}
