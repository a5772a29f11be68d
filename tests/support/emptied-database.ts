import postgres from "postgres";
import { freshDatabase } from "./database.ts";

/** A database that is made once and is as new again for each test of a file: to empty it takes a tenth of the time of making another. */
export interface EmptiedDatabase {
  /** Where it is from now on, without a row more than the migrations leave there; whoever is still connected is cut off. */
  asNew(): Promise<string>;
  drop(): Promise<void>;
}

/** Everything that a test can change the shape of: rows of these catalogs are written anew whenever it does. */
const SHAPES = ["pg_attribute", "pg_constraint", "pg_index", "pg_proc", "pg_trigger"];

/** Opened at the first `asNew`; after a test that changed more than rows it is another one. */
export function emptiedDatabase(): EmptiedDatabase {
  let current: Awaited<ReturnType<typeof newDatabase>> | null = null;
  return {
    async asNew() {
      if (current !== null && !(await current.empty())) {
        await current.drop();
        current = null;
      }
      current ??= await newDatabase();
      return current.url;
    },
    drop: async () => current?.drop(),
  };
}

async function newDatabase() {
  const { url, drop } = await freshDatabase();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const shape = await shapeOf(sql);
  const restore = await restoring(sql);
  return {
    url,
    drop: async () => {
      await sql.end({ timeout: 5 });
      await drop();
    },
    /** Whether it is as it was made; not where its shape is another one. */
    async empty(): Promise<boolean> {
      await sql`select pg_terminate_backend(pid, 10_000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      if ((await shapeOf(sql)) !== shape) return false;
      await sql.unsafe(restore);
      return true;
    },
  };
}

async function shapeOf(sql: postgres.Sql): Promise<string> {
  const one = (name: string) => `(select count(*) || ' ' || max(xmin::text::bigint) from ${name})`;
  const [row] = await sql.unsafe<{ shape: string }[]>(`select concat_ws(', ', ${SHAPES.map(one).join(", ")}) as shape`);
  return row!.shape;
}

/** What brings all tables and sequences back to what they hold now. */
async function restoring(sql: postgres.Sql): Promise<string> {
  const tables = await sql<{ name: string; columns: string }[]>`
    select c.oid::regclass::text as name, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_class c join pg_namespace n on n.oid = relnamespace join pg_attribute on attrelid = c.oid
    where relkind = 'r' and nspname in ('public', 'drizzle') and attnum > 0 and not attisdropped and attgenerated = ''
    group by c.oid`;
  const statements = ["begin", "set local session_replication_role = replica"]; // tables refer to each other
  for (const { name, columns } of tables) {
    statements.push(`delete from ${name}`);
    const [held] = await sql.unsafe<{ rows: string | null }[]>(
      `select quote_literal(json_agg(t)::text) as rows from ${name} t`,
    );
    if (held!.rows !== null)
      statements.push(
        `insert into ${name} (${columns}) overriding system value select ${columns} from json_populate_recordset(null::${name}, ${held!.rows})`,
      );
  }
  const sequences = await sql<{ name: string; next: string; called: boolean }[]>`
    select quote_literal(format('%I.%I', schemaname, sequencename)) as name,
      coalesce(last_value, start_value)::text as next, last_value is not null as called from pg_sequences`;
  for (const { name, next, called } of sequences) statements.push(`select setval(${name}, ${next}, ${called})`);
  return [...statements, "commit"].join("; ");
}
