import type postgres from "postgres";

/** Between two things that are put in, at least; what the database's times can tell apart. */
const STEP_MS = 0.01;

/**
 * Tells which of the things that players put in is the later, by the database's clock, so that processes that take a room over from each
 * other agree. A statement that was delayed on a lost connection, and arrives after the player has changed their mind, then changes
 * nothing.
 */
export interface CastOrder {
  /** A number that grows from call to call: milliseconds of this process's monotonic clock. */
  next(): number;
  /** What has to be added to it for the database's time, milliseconds since 1970. Asked once; rejects while the database is away. */
  offset(): Promise<number>;
}

export function castOrder(sql: postgres.Sql): CastOrder {
  let last = 0;
  let known: number | null = null;
  return {
    next() {
      last = Math.max(last + STEP_MS, performance.now());
      return last;
    },
    async offset() {
      if (known === null) {
        const [row] = await sql<{ ms: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
        known ??= row!.ms - performance.now();
      }
      return known;
    },
  };
}
