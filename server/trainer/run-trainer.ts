import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { AnswerServerAway } from "../external/answer-server/answer-server.ts";
import { type ArenaId, type BusEvent, MAIN_ARENA } from "../ports/arena.ts";
import type { Stores } from "../ports/stores.ts";
import { TermOver } from "../ports/trainer-terms.ts";
import type { ArenaLine, Lines } from "./open-lines.ts";
import { StartModelChanged } from "./start/start-version.ts";
import { inTurn, lineToClose, type Served, type Turn } from "./turns.ts";

/** Without a notification, how long until the arenas are looked at again. */
const POLL_MS = 1_000;
/** While one state lasts, how often it says that it's alive. */
const BEAT_MS = 5_000;
/** After these there may be something to do. */
const WAKING: ReadonlySet<BusEvent["type"]> = new Set(["round_closed", "policy_rolled_back", "exhibit_asked"]);
/** Pause after a failure, doubled each time up to the second figure. */
const RETRY_MS = [500, 15_000] as const;

interface RunningLine extends ArenaLine {
  isOpen: boolean;
}

/**
 * Serves the arenas in turn, until told to stop: learns whenever a round closes and keeps the pools filled. Only one is served at a time. A
 * failure (the database is away, the disk is full) is logged and tried again with growing pauses, and other arenas go on meanwhile: what was
 * not finished is rebuilt from what is stored.
 * @throws TermOver once another trainer has taken over
 */
export async function runTrainer(
  { most, open }: Lines,
  stores: Pick<Stores, "arenas" | "bus" | "heartbeats">,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const lines = new Map<ArenaId, RunningLine>();
  const served = new Map<ArenaId, Served>();
  /** Arenas that were told to wait. */
  const waiting = new Set<ArenaId>();
  /** After a failure, when an arena is tried again and the pause that it then has. */
  const failed = new Map<ArenaId, { readonly until: number; readonly pause: number }>();
  let turn = 0;

  async function serve(one: Turn, turns: readonly Turn[]): Promise<boolean> {
    const { arenaId } = one;
    const line = lines.get(arenaId) ?? (await openLine(one, turns));
    if (line === null) return false;
    waiting.delete(arenaId);
    if (!line.isOpen) {
      await line.cycle.open();
      line.isOpen = true;
      return true;
    }
    // What else there is to do comes before a pool, unless this is what there is.
    return (await line.cycle.learn()) || (!one.isUrgent && (await line.cycle.refill()));
  }

  /** Null where there is no room for it now. */
  async function openLine(one: Turn, turns: readonly Turn[]): Promise<RunningLine | null> {
    if (lines.size >= most) {
      const last = lineToClose([...lines.keys()], turns, one);
      if (last === null) return null;
      const closed = lines.get(last)!;
      lines.delete(last);
      await closed.close();
      log.info({ arenaId: last }, "This arena's line rests");
    }
    const line = { ...(await open(one.arenaId)), isOpen: false };
    lines.set(one.arenaId, line);
    return line;
  }

  async function tellToWait(others: readonly Turn[]): Promise<void> {
    for (const { arenaId } of others) {
      if (waiting.has(arenaId)) continue;
      waiting.add(arenaId);
      await sayWaiting(arenaId);
    }
  }
  const sayWaiting = (arenaId: ArenaId) =>
    lines.get(arenaId)?.cycle.wait() ?? stores.heartbeats.beat(arenaId, "waiting");

  /** Serves the first arena that has work; false when none has. */
  async function serveNext(): Promise<boolean> {
    const wanting = inTurn(await stores.arenas.needs(), served);
    const over = [...waiting].filter((arenaId) => !wanting.some((one) => one.arenaId === arenaId));
    const turns = [...wanting, ...over.map((arenaId) => ({ arenaId, isUrgent: false }))];
    await tellToWait(turns.slice(1).filter(({ isUrgent }) => isUrgent));
    for (const one of turns) {
      const { arenaId } = one;
      if (signal.aborted) return true;
      if ((failed.get(arenaId)?.until ?? 0) > performance.now()) continue;
      try {
        const worked = await serve(one, turns);
        failed.delete(arenaId);
        const seen = lines.get(arenaId)?.cycle.seen ?? served.get(arenaId)?.seen ?? 0;
        if (worked || seen > 0) served.set(arenaId, { seen, at: worked ? ++turn : (served.get(arenaId)?.at ?? 0) });
        if (worked) return true;
      } catch (error) {
        if (signal.aborted) return true;
        failedAt(arenaId, error);
      }
    }
    return false;
  }

  function failedAt(arenaId: ArenaId, error: unknown): void {
    if (error instanceof TermOver) throw error;
    const line = lines.get(arenaId);
    if (line !== undefined) line.isOpen = false;
    if (error instanceof AnswerServerAway) line?.cycle.block().catch(onMissedBeat);
    served.set(arenaId, { seen: served.get(arenaId)?.seen ?? 0, at: ++turn }); // or it would always come first
    if (error instanceof StartModelChanged) {
      if (arenaId === MAIN_ARENA) throw error; // waiting changes nothing
      log.error({ arenaId, err: error }, "This arena can't learn");
      failed.set(arenaId, { until: Number.POSITIVE_INFINITY, pause: 0 });
      return;
    }
    const pause = failed.get(arenaId)?.pause ?? RETRY_MS[0];
    log.error({ arenaId, err: error, retryMs: pause }, "Training failed; trying again from what is stored");
    failed.set(arenaId, { until: performance.now() + pause, pause: Math.min(RETRY_MS[1], pause * 2) });
  }

  let resting = new AbortController();
  const wake = () => resting.abort();
  async function rest(ms: number): Promise<void> {
    resting = new AbortController();
    await sleep(ms, undefined, { signal: resting.signal }).catch(() => {}); // woken
  }
  const stopListening = await stores.bus.listen((event) => {
    if (WAKING.has(event.type)) wake();
  }, wake);
  let over: TermOver | null = null;
  /** A beat that fails for another reason is followed by the next one. */
  const onMissedBeat = (error: unknown) => {
    if (!(error instanceof TermOver)) return;
    over = error;
    wake();
  };
  const beat = setInterval(() => {
    for (const { cycle } of lines.values()) cycle.beat().catch(onMissedBeat);
    for (const arenaId of waiting) if (!lines.has(arenaId)) sayWaiting(arenaId).catch(onMissedBeat);
  }, BEAT_MS);
  signal.addEventListener("abort", wake);
  let pause: number = RETRY_MS[0];
  try {
    while (!signal.aborted) {
      if (over !== null) throw over;
      const busy = await serveNext().catch(async (error: unknown) => {
        if (signal.aborted) return true;
        if (error instanceof StartModelChanged || error instanceof TermOver) throw error;
        log.error({ err: error, retryMs: pause }, "The arenas could not be looked at; trying again");
        await rest(pause);
        pause = Math.min(RETRY_MS[1], pause * 2);
        return null;
      });
      if (busy !== null) pause = RETRY_MS[0];
      if (busy === false && !signal.aborted) await rest(POLL_MS);
    }
  } finally {
    clearInterval(beat);
    signal.removeEventListener("abort", wake);
    await stopListening();
    for (const line of lines.values()) await line.close();
  }
}
