import { and, eq, lt, sql } from "drizzle-orm";
import type { CountedTry, Duties, SharedBudgets } from "../../ports/processes.ts";
import type { Db } from "../postgres/connect.ts";
import { budgets, duties } from "../schema/sessions.ts";

const milliseconds = (ms: number) => sql`make_interval(secs => ${ms / 1000}::float8)`;

/**
 * Each key has one time: when all of its tries so far are paid for. It is that of the generic cell rate algorithm (ITU-T I.371), so a
 * token bucket needs no second number and no clock but the database's.
 */
export function createBudgetsStore(db: Db): SharedBudgets {
  /** Milliseconds until the try may be made; null where too many wait. The row's lock makes others wait for the answer. */
  async function book({ key, pace: { burst, everyMs, mostWaiting } }: CountedTry): Promise<number | null> {
    const [booked] = await db.execute<{ waitMs: number }>(sql`
      insert into budgets (key, free_at) values (${key}, now() + ${milliseconds(everyMs)})
      on conflict (key) do update set free_at = greatest(budgets.free_at, now()) + ${milliseconds(everyMs)}
        where budgets.free_at <= now() + ${milliseconds((burst - 1 + mostWaiting) * everyMs)}
      returning greatest(0, extract(epoch from free_at - now()) * 1000 - ${burst * everyMs}::float8)::float8 as "waitMs"`);
    return booked?.waitMs ?? null;
  }

  /** Milliseconds from now until a key has its whole burst. */
  async function busyMs(key: string): Promise<number> {
    const [row] = await db
      .select({ ms: sql<number>`(extract(epoch from ${budgets.freeAt} - now()) * 1000)::float8` })
      .from(budgets)
      .where(eq(budgets.key, key));
    return row?.ms ?? 0;
  }

  async function giveBack(given: readonly CountedTry[]): Promise<void> {
    for (const { key, pace } of given)
      await db
        .update(budgets)
        .set({ freeAt: sql`${budgets.freeAt} - ${milliseconds(pace.everyMs)}` })
        .where(eq(budgets.key, key));
  }

  return {
    giveBack,

    async take(wanted) {
      let waitMs = 0;
      for (const [i, one] of wanted.entries()) {
        const own = await book(one);
        if (own === null) {
          await giveBack(wanted.slice(0, i));
          const { burst, everyMs, mostWaiting } = one.pace;
          const ms = (await busyMs(one.key)) - (burst - 1 + mostWaiting) * everyMs;
          return { fullForSeconds: Math.max(1, Math.ceil(ms / 1000)) };
        }
        waitMs = Math.max(waitMs, own);
      }
      return { waitMs };
    },

    async forgetIdle() {
      const idle = await db.delete(budgets).where(lt(budgets.freeAt, sql`now()`)).returning({ key: budgets.key });
      return idle.length;
    },
  };
}

export function createDutiesStore(db: Db): Duties {
  return {
    async hold(name, holder, forMs) {
      const expiresAt = sql`now() + ${milliseconds(forMs)}`;
      const [held] = await db
        .insert(duties)
        .values({ name, holder, expiresAt })
        .onConflictDoUpdate({
          target: duties.name,
          set: { holder, expiresAt },
          setWhere: sql`${duties.holder} = ${holder} or ${duties.expiresAt} < now()`,
        })
        .returning({ name: duties.name });
      return held !== undefined;
    },

    async leave(name, holder) {
      await db.delete(duties).where(and(eq(duties.name, name), eq(duties.holder, holder)));
    },
  };
}
