import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { NodeClaim, NodeRefusal, Stores } from "../../ports/stores.ts";
import { takeTerm } from "../learning/trainer-terms.ts";
import { openDriver } from "./address.ts";
import { LOCKS } from "./connect.ts";

const CHECK_EVERY_MS = 5_000;
const MARK = "thumbwar.holder";

/** Locks that last as long as a session of the server's. */
interface HeldSession {
  /** Resolves when the session has ended, or may have: another process can hold the locks then. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes locks on a connection of its own. The server releases them when that connection ends, at once where a process is killed. The connection
 * is asked something every few seconds on both sides (a query from here, TCP keep-alives from there), since a machine or a network that
 * vanishes closes nothing.
 *
 * The session carries a mark. Behind a pooler that shares sessions, which `openDatabase` refuses, another process would get the same locks and
 * leave its own mark: then the session counts as lost.
 *
 * @param url of Postgres itself, or of a pooler that gives every client a session of its own
 * @param take takes the locks; what it returns, unless it is null, says why they can't be had
 * @returns the session, or why there is none
 */
async function holdSession<Refusal extends string>(
  url: string,
  { name, answerWithinMs }: { readonly name: string; readonly answerWithinMs: number },
  take: (sql: postgres.Sql) => Promise<Refusal | null>,
): Promise<HeldSession | Refusal> {
  const lost = Promise.withResolvers<void>();
  const stop = new AbortController();
  const mark = randomUUID();
  const sql = openDriver(url, {
    max: 1,
    max_lifetime: null, // by default the driver renews its connections, and the locks would be gone
    fetch_types: false,
    onclose: () => lost.resolve(),
    connection: { application_name: name },
  });
  const release = async () => {
    stop.abort();
    await sql.end({ timeout: 1 });
  };

  try {
    const refusal = await take(sql);
    if (refusal !== null) {
      await release();
      return refusal;
    }
    // Not when the connection starts: poolers refuse settings that they don't know there.
    await sql`
      select set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),
        set_config('tcp_keepalives_count', '3', false), set_config(${MARK}, ${mark}, false)`;
  } catch (error) {
    await release();
    throw error;
  }

  void watch();
  void lost.promise.then(release);
  return { lost: lost.promise, release };

  async function watch(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(CHECK_EVERY_MS, undefined, { ref: false });
      if (stop.signal.aborted) return;
      const isHeld = sql<{ held: boolean }[]>`
        select coalesce(current_setting(${MARK}, true) = ${mark}, false) as held`.then(
        ([row]) => row?.held === true,
        () => false,
      );
      const late = sleep(answerWithinMs, false, { ref: false });
      if (!(await Promise.race([isHeld, late]))) lost.resolve();
    }
  }
}

/** A trainer computes on the thread that would hear the answer, and on a busy machine it listens only now and then. */
const TRAINER_ANSWERS_WITHIN_MS = 60_000;

/**
 * Takes the trainer's lock, and the next term. It is the lock of the main arena, for which alone trainers of before ran, so that they and this one exclude each
 * other.
 * @param url see `holdSession`
 */
export async function electTrainer(url: string): ReturnType<Stores["electTrainer"]> {
  const settings = { name: "thumbwar trainer", answerWithinMs: TRAINER_ANSWERS_WITHIN_MS };
  let term = 0;
  const seat = await holdSession(url, settings, async (sql) => {
    const [row] = await sql<{ elected: boolean }[]>`
      select pg_try_advisory_lock(${LOCKS.trainer}, ${MAIN_ARENA}) as elected`;
    if (row?.elected !== true) return "taken";
    term = await takeTerm(sql);
    return null;
  });
  return seat === "taken" ? null : { ...seat, term };
}

const WEB_ANSWERS_WITHIN_MS = 30_000;

/**
 * Takes the locks of a web process: of its name, and of being alone or one of several.
 * @param url see `holdSession`
 */
export function claimNode(
  url: string,
  { name, alone }: { readonly name: string; readonly alone: boolean },
): Promise<NodeClaim | NodeRefusal> {
  return holdSession(url, { name: `thumbwar ${name}`, answerWithinMs: WEB_ANSWERS_WITHIN_MS }, async (sql) => {
    const [names] = await sql<{ taken: boolean }[]>`
      select pg_try_advisory_lock(${LOCKS.nodeNames}, hashtext(${name})) as taken`;
    const [webs] = await (alone
      ? sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${LOCKS.webs}, 0) as taken`
      : sql<{ taken: boolean }[]>`select pg_try_advisory_lock_shared(${LOCKS.webs}, 0) as taken`);
    if (names?.taken === true && webs?.taken === true) return null;
    return names?.taken === true ? "others" : "name";
  });
}
