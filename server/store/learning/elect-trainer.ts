import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { openDriver } from "../postgres/address.ts";
import { LOCKS } from "../postgres/connect.ts";
import { takeTerm } from "./trainer-terms.ts";

const CHECK_EVERY_MS = 5_000;
/** A trainer computes on the thread that would hear the answer, and on a busy machine it listens only now and then. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * Takes the trainer's lock on a connection of its own, which the server releases when that connection ends, and the next term. It is the lock of the main
 * arena, for which alone trainers of before ran, so that they and this one exclude each other. The connection is asked something every few
 * seconds on both sides (a query from here, TCP keep-alives from there), since a machine or a network that vanishes closes nothing.
 *
 * The session carries a mark. Behind a pooler that shares sessions, which `openDatabase` refuses, another trainer would get the same lock and
 * leave its own mark: then the lock is lost.
 *
 * @param url of Postgres itself, or of a pooler that gives every client a session of its own
 */
export async function electTrainer(url: string): ReturnType<Stores["electTrainer"]> {
  const lost = Promise.withResolvers<void>();
  const stop = new AbortController();
  const mark = randomUUID();
  const sql = openDriver(url, {
    max: 1,
    max_lifetime: null, // by default the driver renews its connections, and the lock would be gone
    fetch_types: false,
    onclose: () => lost.resolve(),
    connection: { application_name: "thumbwar trainer" },
  });
  const leave = async () => {
    stop.abort();
    await sql.end({ timeout: 1 });
  };

  let term: number;
  try {
    const [row] = await sql<{ elected: boolean }[]>`
      select pg_try_advisory_lock(${LOCKS.trainer}, ${MAIN_ARENA}) as elected`;
    // Not when the connection starts: poolers refuse settings that they don't know there.
    if (row?.elected === true)
      await sql`
        select set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),
          set_config('tcp_keepalives_count', '3', false), set_config('thumbwar.trainer', ${mark}, false)`;
    if (row?.elected !== true) {
      await leave();
      return null;
    }
    term = await takeTerm(sql);
  } catch (error) {
    await leave();
    throw error;
  }

  void watch();
  void lost.promise.then(leave);
  return { term, lost: lost.promise, release: leave };

  async function watch(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(CHECK_EVERY_MS, undefined, { ref: false });
      if (stop.signal.aborted) return;
      const answered = sql<{ held: boolean }[]>`
        select coalesce(current_setting('thumbwar.trainer', true) = ${mark}, false) as held`.then(
        ([row]) => row?.held === true,
        () => false,
      );
      const late = sleep(ANSWER_WITHIN_MS, false, { ref: false });
      if (!(await Promise.race([answered, late]))) lost.resolve();
    }
  }
}
