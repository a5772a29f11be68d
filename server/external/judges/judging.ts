import type { PauseReason } from "../../../shared/protocol/pause-reasons.ts";
import type { ArenaId, MonotonicClock, WallClock } from "../../ports/arena.ts";
import type { Judgements, JudgeWork } from "../../ports/external.ts";
import type { Spent } from "../endpoint/budget.ts";
import { type EndpointFailure, endpointPause } from "../endpoint/endpoint-pause.ts";
import { labelsWanted, sharedOfNext } from "./choose-judged.ts";
import type { Judge } from "./judge.ts";

/** A judge that an arena has asked for, and what it has cost so far. */
export interface Appointed {
  readonly judge: Judge;
  /** Of the labels, 0 to below 1. */
  readonly share: number;
  /** What its endpoint has been asked, with what earlier processes asked; zeros without an endpoint. */
  readonly spent: () => Spent;
}

export interface JudgingContext {
  readonly arenaId: ArenaId;
  readonly judgements: Judgements;
  readonly log: { info(context: object, message: string): void; warn(context: object, message: string): void };
  readonly now: MonotonicClock;
  /** For what viewers are told of a pause. */
  readonly wallNow: WallClock;
}

/** The work of an AI judge between rounds. */
export interface Judging {
  /**
   * Gives the judge pairs as long as its share of the labels isn't reached, and waits for it for so many milliseconds at most. Calls
   * that are under way then go on, and each opinion is stored as it comes. A judge that fails pauses; only a failing store throws.
   */
  step(ms: number): Promise<void>;
  /** There may be something to judge again: people voted, or the pool was filled. */
  wake(): void;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

export function judging(
  { arenaId, judgements, log, now, wallNow }: JudgingContext,
  { judge, share, spent }: Appointed,
): Judging {
  const stopping = new AbortController();
  const underWay = new Map<Promise<void>, readonly string[]>();
  const pausing = endpointPause(now);
  let done = false;
  let announced: PauseReason | null | undefined; // nothing yet
  let told = "";
  let storeFailure: unknown = null;

  const asked = () => [...underWay.values()].flat();

  async function announce(paused: PauseReason | null): Promise<void> {
    announced = paused;
    const pausedUntil = paused === null ? null : new Date(wallNow() + pausing.until - now());
    await judgements.setState(arenaId, { judge: judge.name, share, paused, pausedUntil, ...spent() });
  }

  async function pause({ reason, detail, ms }: EndpointFailure): Promise<void> {
    if (announced !== reason || told !== detail)
      log.warn({ judge: judge.name, retrySeconds: ms / 1000 }, `The AI judge pauses. ${detail}`);
    told = detail;
    await announce(reason);
  }

  /** Asks about some pairs and stores what comes of it. */
  async function ask(pairs: Awaited<ReturnType<Judgements["candidates"]>>): Promise<void> {
    const failed = pausing.calling();
    let opinions: Awaited<ReturnType<Judge["compare"]>>;
    try {
      opinions = await judge.compare(pairs, stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) await pause(failed(error));
      return;
    }
    const judged = opinions.map((one, i) => ({ ...one, pairId: pairs[i]!.id }));
    await judgements.add(arenaId, judge.name, judged);
    if (announced === null && spent().calls === 0) return;
    if (typeof announced === "string") log.info({ judge: judge.name }, "The AI judge is back");
    pausing.succeeded();
    await announce(null);
  }

  async function fillLanes(): Promise<boolean> {
    const work: JudgeWork = await judgements.work(arenaId, judge.name);
    const busy = asked();
    const missing = labelsWanted(work.people, share) - work.labels - busy.length;
    const count = Math.min(missing, (judge.lanes - underWay.size) * judge.batch);
    if (count <= 0) return false;
    const shared = sharedOfNext(count, work.labels + busy.length, work.sharedLabels);
    const found = await judgements.candidates({ arenaId, judge: judge.name, shared, fresh: count, except: busy });
    // Where people judged the pair before it could be drawn as a fresh one, it may come twice.
    const pairs = [...new Map(found.map((pair) => [pair.id, pair])).values()].slice(0, count);
    for (let at = 0; at < pairs.length; at += judge.batch) {
      const some = pairs.slice(at, at + judge.batch);
      const call = ask(some)
        .catch((error: unknown) => {
          storeFailure = error;
        })
        .finally(() => underWay.delete(call));
      underWay.set(
        call,
        some.map(({ id }) => id),
      );
    }
    return pairs.length > 0;
  }

  function throwStoreFailure(): void {
    const failure = storeFailure;
    storeFailure = null;
    if (failure !== null) throw failure;
  }

  return {
    async step(ms) {
      const until = now() + ms;
      if (announced === undefined) await announce(null);
      do {
        throwStoreFailure();
        if (done || now() < pausing.until || stopping.signal.aborted) return;
        if (!(await fillLanes()) && underWay.size === 0) done = true;
        else await Promise.race([...underWay.keys(), after(until - now())]);
      } while (now() < until);
      throwStoreFailure();
    },
    wake() {
      done = false;
    },
    async stop() {
      stopping.abort(new Error("the judge is put away"));
      await Promise.all(underWay.keys());
    },
  };
}

/** Resolves after so many milliseconds, without keeping the process alive. */
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
