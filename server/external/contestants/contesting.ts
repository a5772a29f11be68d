import type { PauseReason } from "../../../shared/protocol/pause-reasons.ts";
import type { ArenaId, MonotonicClock, WallClock } from "../../ports/arena.ts";
import type { Contestants } from "../../ports/external.ts";
import type { Spent } from "../endpoint/budget.ts";
import { EndpointError } from "../endpoint/endpoint-error.ts";
import { type EndpointFailure, endpointPause } from "../endpoint/endpoint-pause.ts";
import type { Contestant } from "./contestant.ts";

/** A contestant that an arena has asked for. */
export interface Entered {
  readonly contestant: Contestant;
  /** Of the deal, 0 to below 1. */
  readonly share: number;
  /** What its endpoint has been asked, with what earlier processes asked. */
  readonly spent: () => Spent;
  /** Answers that could not be used, in earlier processes. */
  readonly unusable: number;
}

export interface ContestingContext {
  readonly arenaId: ArenaId;
  readonly contestants: Contestants;
  readonly log: { info(context: object, message: string): void; warn(context: object, message: string): void };
  readonly now: MonotonicClock;
  /** For what viewers are told of a pause. */
  readonly wallNow: WallClock;
}

/** So many answers one after the other that can't be used, and asking for more of them only costs. */
const MOST_UNUSABLE = 5;

/** A contestant's part in the arena: its answers are asked for in the background and paired for the deal. */
export interface Contesting {
  /**
   * Pairs the answers that there are, and asks for more where pairs lack one; waits for none of them. A contestant that fails pauses, and
   * what it said before is dealt on; only a failing store throws.
   */
  step(): Promise<void>;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

export function contesting(context: ContestingContext, entered: Entered): Contesting {
  const { arenaId, contestants, log, now, wallNow } = context;
  const { contestant, share, spent } = entered;
  const { name } = contestant;
  const stopping = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  let { unusable } = entered;
  let unusableInARow = 0;
  const pausing = endpointPause(now);
  let id: number | null = null;
  let announced: PauseReason | null = null;
  let told = "";
  let storeFailure: unknown = null;

  async function announce(paused: PauseReason | null): Promise<number> {
    announced = paused;
    const until = paused === null ? null : new Date(wallNow() + pausing.until - now());
    id = await contestants.setState(arenaId, { name, share, paused, pausedUntil: until, ...spent(), unusable });
    return id;
  }

  async function pause({ reason, detail, ms }: EndpointFailure): Promise<void> {
    if (announced !== reason || told !== detail)
      log.warn({ contestant: name, retrySeconds: ms / 1000 }, `A contestant pauses. ${detail}`);
    told = detail;
    await announce(reason);
  }

  async function ask(contestantId: number, prompt: { readonly id: string; readonly text: string }): Promise<void> {
    const failed = pausing.calling();
    let answered: Awaited<ReturnType<Contestant["answer"]>>;
    try {
      answered = await contestant.answer(prompt.text, stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) await pause(failed(error));
      return;
    }
    if ("unusable" in answered) {
      unusable++;
      unusableInARow++;
      if (unusableInARow < MOST_UNUSABLE) return void (await announce(announced));
      const problem = `${unusableInARow} answers in a row can't be dealt, the last because ${answered.unusable}`;
      return pause(failed(new EndpointError("garbage", `${problem}. Try a model that follows instructions.`)));
    }
    await contestants.answer(arenaId, contestantId, { promptId: prompt.id, text: answered.text });
    if (announced !== null) log.info({ contestant: name }, "A contestant is back");
    unusableInARow = 0;
    pausing.succeeded();
    await announce(null);
  }

  return {
    async step() {
      const failure = storeFailure;
      storeFailure = null;
      if (failure !== null) throw failure;
      const contestantId = id ?? (await announce(null));
      const missing = await contestants.pair({ arenaId, contestantId, share });
      const count = Math.min(missing - underWay.size, contestant.lanes - underWay.size);
      if (count <= 0 || now() < pausing.until || stopping.signal.aborted) return;
      const except = [...underWay.keys()];
      for (const prompt of await contestants.promptsFor({ arenaId, contestantId, count, except })) {
        const call = ask(contestantId, prompt)
          .catch((error: unknown) => {
            storeFailure = error;
          })
          .finally(() => underWay.delete(prompt.id));
        underWay.set(prompt.id, call);
      }
    },
    async stop() {
      stopping.abort(new Error("the contestant is taken out"));
      await Promise.all(underWay.values());
    },
  };
}
