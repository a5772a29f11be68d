import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { desc, sql } from "drizzle-orm";
import type postgres from "postgres";
import { TermOver, type TrainerTerms } from "../../ports/trainer-terms.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { trainerTerms } from "../schema/models.ts";

/** How long the transactions of an older term may take to end by themselves. */
const PATIENCE_MS = 3_000;
const LOOK_EVERY_MS = 100;
/**
 * A trainer that says nothing for so long on the connection of its lock stands still, and loses it. Without this a process that is stopped
 * would keep the lock for ever, since its system still answers for it.
 */
const SILENT_MS = 65_000;

/**
 * Takes the next term, on the connection that holds the trainer's lock. Returns once no transaction of an older term can commit any more: whoever
 * reads from now on reads all that older terms ever wrote.
 */
export async function takeTerm(connection: postgres.Sql): Promise<number> {
  // Servers before Postgres 14 don't have this setting.
  await connection`
    select set_config(name, ${String(SILENT_MS)}, false) from pg_settings where name = 'idle_session_timeout'`;
  const [taken] = await connection<{ term: number }[]>`
    insert into trainer_terms (holder) values (${`${hostname()} ${process.pid}`}) returning term`;
  if (taken === undefined) throw new Error("The trainer's term was not stored");
  for (let waited = 0; !(await isFree(connection)); waited += LOOK_EVERY_MS) {
    if (waited >= PATIENCE_MS) await endTransactions(connection);
    await sleep(LOOK_EVERY_MS);
  }
  return taken.term;
}

async function isFree(connection: postgres.Sql): Promise<boolean> {
  const [row] = await connection<{ free: boolean }[]>`select pg_try_advisory_xact_lock(${LOCKS.terms}, 0) as free`;
  return row?.free === true;
}

/** A trainer that was cut off in the middle of a transaction would hold it open for as long as its connection seems to live. */
async function endTransactions(connection: postgres.Sql): Promise<void> {
  await connection`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and classid = ${LOCKS.terms} and granted and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())`;
}

/**
 * Lets a transaction go on only while its term counts, and then no later term is taken before it ends. The lock is asked for in a statement
 * of its own: a statement sees what was there when it began, and it may wait for the lock.
 * @throws TermOver
 */
export async function assertTerm(tx: Pick<Db, "execute">, term: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${LOCKS.terms}, 0)`);
  const [row] = await tx.execute<{ newest: number | null }>(sql`select max(term) as newest from trainer_terms`);
  if (row?.newest !== term) throw new TermOver(term, row?.newest ?? null);
}

export function createTrainerTermsStore(db: Db): TrainerTerms {
  return {
    async newest() {
      const [newest] = await db.select().from(trainerTerms).orderBy(desc(trainerTerms.term)).limit(1);
      return newest ?? null;
    },
    assertPresent: (term) => db.transaction((tx) => assertTerm(tx, term)),
  };
}
