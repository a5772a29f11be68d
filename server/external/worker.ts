import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { PauseReason } from "../../shared/protocol/pause-reasons.ts";
import type { MonotonicClock, WallClock } from "../ports/arena.ts";
import type { Spent } from "./endpoint/budget.ts";
import { EndpointError } from "./endpoint/endpoint-error.ts";

/** The first pause after a failure that may pass; it doubles each time, up to the second figure. After any other failure the second holds. */
const PAUSE_MS = [15_000, 300_000] as const;

/** What a worker does: the questions that it finds, whom it asks, and where it keeps the answers. */
export interface Job<Task, Reply> {
  /** Who is asked, as logs begin a sentence. */
  readonly title: string;
  /** The model's own name, for logs. */
  readonly name: string;
  /** Calls that may run side by side. */
  readonly lanes: number;
  /**
   * The next tasks, `room` at most, none of those under way. Called at each step: `room` is 0 while the worker pauses or all lanes are busy,
   * so that a job can do what needs no answer.
   */
  find(room: number, underWay: readonly Task[]): Promise<readonly Task[]>;
  /** Asks the outside model. Whatever it throws makes the worker pause; an EndpointError says why and for how long. */
  ask(task: Task, signal: AbortSignal): Promise<Reply>;
  /**
   * Stores a reply. False: the reply is of no use, yet no reason to pause.
   * @throws EndpointError when the model is to be left alone for a while; anything else is a failure of the store
   */
  keep(task: Task, reply: Reply): Promise<boolean>;
  /** What the model has been asked so far. */
  spent(): Spent;
  /** Stores how the model stands, for viewers; `paused` is null while it works. */
  announce(paused: PauseReason | null, until: Date | null): Promise<void>;
}

/** What workers and panels share. */
export interface WorkerContext {
  readonly log: { info(context: object, message: string): void; warn(context: object, message: string): void };
  readonly now: MonotonicClock;
  /** For what viewers are told of a pause. */
  readonly wallNow: WallClock;
}

/** Work that waits on an outside model, done in the background. */
export interface Worker {
  /**
   * Starts what there is to do and waits for it for so many milliseconds at most; calls that are still under way go on, and each reply is
   * stored as it comes. A model that fails pauses.
   * @throws whatever the store threw, now or since the last step
   */
  step(ms: number): Promise<void>;
  /** Aborts what is under way. */
  stop(): Promise<void>;
}

/** A worker on one job, which announces itself at its first step. */
export function openWorker<Task, Reply>(job: Job<Task, Reply>, { log, now, wallNow }: WorkerContext): Worker {
  const { title, name } = job;
  const stopping = new AbortController();
  const underWay = new Map<Promise<void>, Task>();
  const pausing = pausePolicy(now);
  let isKnown = false;
  let announced: { readonly paused: PauseReason | null; readonly spent: Spent } = {
    paused: null,
    spent: { calls: 0, tokens: 0 },
  };
  let logged = "";
  let storeFailure: unknown = null;

  const isResting = () => now() < pausing.until || stopping.signal.aborted;

  async function announce(paused: PauseReason | null): Promise<void> {
    announced = { paused, spent: job.spent() };
    await job.announce(paused, paused === null ? null : new Date(wallNow() + pausing.until - now()));
  }

  async function pause({ reason, detail, ms }: Pause): Promise<void> {
    if (announced.paused !== reason || logged !== detail)
      log.warn({ model: name, retrySeconds: ms / 1000 }, `${title} pauses. ${detail}`);
    logged = detail;
    await announce(reason);
  }

  async function run(task: Task): Promise<void> {
    const failed = pausing.calling();
    let reply: Reply;
    try {
      reply = await job.ask(task, stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) await pause(failed(error));
      return;
    }
    let isUseful: boolean;
    try {
      isUseful = await job.keep(task, reply);
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      return pause(failed(error));
    }
    if (!isUseful) return announce(announced.paused);
    if (announced.paused !== null) log.info({ model: name }, `${title} is back`);
    pausing.succeeded();
    if (announced.paused !== null || !isDeepStrictEqual(announced.spent, job.spent())) await announce(null);
  }

  async function fillLanes(): Promise<void> {
    const room = isResting() ? 0 : job.lanes - underWay.size;
    for (const task of await job.find(room, [...underWay.values()])) {
      const call = run(task)
        .catch((error: unknown) => {
          storeFailure = error;
        })
        .finally(() => underWay.delete(call));
      underWay.set(call, task);
    }
  }

  function throwStoreFailure(): void {
    const failure = storeFailure;
    storeFailure = null;
    if (failure !== null) throw failure;
  }

  return {
    async step(ms) {
      const until = now() + ms;
      for (;;) {
        throwStoreFailure();
        if (!isKnown) await announce(null);
        isKnown = true;
        await fillLanes();
        if (underWay.size === 0 || isResting() || now() >= until) return throwStoreFailure();
        await Promise.race([...underWay.keys(), sleep(until - now(), undefined, { ref: false })]);
      }
    },
    async stop() {
      stopping.abort(new Error(`${title} is stopped`));
      await Promise.all(underWay.keys());
    },
  };
}

/** Why nothing is asked of a model, and for how long. */
interface Pause {
  /** What everybody may know. */
  readonly reason: PauseReason;
  /** What happened, for the log alone. */
  readonly detail: string;
  readonly ms: number;
}

/** When a model that fails is asked again. */
function pausePolicy(now: MonotonicClock) {
  let failures = 0;
  let until = 0;
  return {
    /** The end of the pause, by the clock given; it lies in the past while nothing pauses. */
    get until() {
      return until;
    },
    /**
     * To be called before a call is made.
     * @returns a function to be called when that call fails. Calls that fail side by side count as one failure
     */
    calling() {
      const before = failures;
      return (error: unknown): Pause => {
        const known = error instanceof EndpointError ? error : null;
        const mayPass = known?.passing ?? false;
        const own = mayPass ? Math.min(PAUSE_MS[1], PAUSE_MS[0] * 2 ** before) : PAUSE_MS[1];
        const ms = Math.max(own, known?.retryAfterMs ?? 0);
        if (mayPass) failures = before + 1;
        until = Math.max(until, now() + ms);
        return {
          reason: known?.problem ?? "failed",
          detail: error instanceof Error ? error.message : String(error),
          ms,
        };
      };
    },
    /** To be called when a call went well: that ends the pause, and the next failure counts as the first. */
    succeeded() {
      failures = 0;
      until = 0;
    },
  };
}
