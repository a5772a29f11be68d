import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { LOCKS } from "../postgres/connect.ts";
import { takeTerm } from "./trainer-terms.ts";

const CHECK_EVERY_MS = 5_000;
/** A trainer computes on the thread that would hear the answer, and on a busy machine it listens only now and then. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * Takes the trainer's lock on a connection of its own, which the server releases when that connection ends, and the next term. It is the lock of the main
 * arena, for which alone trainers of before ran, so that they and this one exclude each other. The connection is asked something every few
 * seconds on both sides (a query from here, TCP keep-alives from there), since a machine or a network that vanishes closes nothing.
 */
export async function electTrainer(url: string): ReturnType<Stores["electTrainer"]> {
  const lost = Promise.withResolvers<void>();
  const stop = new AbortController();
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null, // by default the driver renews its connections, and the lock would be gone
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    onclose: () => lost.resolve(),
    connection: {
      application_name: "thumbwar trainer",
      tcp_keepalives_idle: 5,
      tcp_keepalives_interval: 2,
      tcp_keepalives_count: 3,
    },
  });
  const leave = async () => {
    stop.abort();
    await sql.end({ timeout: 1 });
  };

  let term: number;
  try {
    const [row] = await sql<{ elected: boolean }[]>`
      select pg_try_advisory_lock(${LOCKS.trainer}, ${MAIN_ARENA}) as elected`;
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
      const answered = sql`select 1`.then(
        () => true,
        () => false,
      );
      const late = sleep(ANSWER_WITHIN_MS, false, { ref: false });
      if (!(await Promise.race([answered, late]))) lost.resolve();
    }
  }
}
