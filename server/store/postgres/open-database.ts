import { DatabaseUnusable, openDriver, placeOf } from "./address.ts";
import { openEmbeddedPostgres } from "./embedded/embedded-postgres.ts";
import { databaseAt, sharesSessions } from "./own-sessions.ts";
import { refusalOf } from "./refusal.ts";
import { isTooMany, type StoreLog, untilAvailable } from "./until-available.ts";

/** How many connections a process queries by, unless it is told. */
export const CONNECTIONS = 8;

/** How a process queries a database. */
export interface DatabaseAccess {
  /** Leads to sessions of the process's own: for LISTEN, for locks of a session, and for migrations. */
  readonly directUrl: string;
  /** Whether statements are prepared; a pooler that shares sessions would lose them. */
  readonly prepare: boolean;
  readonly connections: number;
}

export interface Database extends DatabaseAccess {
  /** For every other query; a pooler may stand behind it. */
  readonly url: string;
  /** Leaves the database. An embedded server stops when the last process leaves it; close the stores first. */
  stop(): Promise<void>;
}

/** A database that is wanted, as the settings say it. */
interface WantedDatabase {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly postgres?: {
    readonly directUrl: string | null;
    /** Null: where every connection has a session of its own. */
    readonly prepare: boolean | null;
    readonly connections: number;
  };
}

/**
 * Makes a Postgres available: the one at `databaseUrl`, waiting for as long as it's down, or the embedded one under `dataDir`.
 * @param reviveAfterMs how long other processes may start an embedded server that has died before this one does
 * @param signal ends the waiting
 * @throws DatabaseUnusable when the server refuses us, or when its sessions are shared by a pooler and no direct address is given; Error when the
 * embedded one can't be started; the signal's reason once that is aborted.
 */
export async function openDatabase(
  { databaseUrl, dataDir, postgres }: WantedDatabase,
  log: StoreLog,
  reviveAfterMs = 0,
  signal: AbortSignal = new AbortController().signal,
): Promise<Database> {
  const { directUrl, prepare, connections } = postgres ?? { directUrl: null, prepare: null, connections: CONNECTIONS };
  if (databaseUrl === null) {
    const embedded = await openEmbeddedPostgres(dataDir, log, reviveAfterMs, signal);
    return { ...embedded, directUrl: embedded.url, prepare: prepare ?? true, connections };
  }
  const at = (setting: string, url: string) => ({ setting, url, log, signal });
  const pooled = at("DATABASE_URL", databaseUrl);
  await answering(pooled, query);
  const isShared = await answering(pooled, sharesSessions);
  if (directUrl !== null) await openDirect(pooled, at("DATABASE_DIRECT_URL", directUrl));
  else if (isShared) throw new DatabaseUnusable(`${nameOf(pooled)} ${SHARES}: ${GIVE_DIRECT}`);
  if (isShared) log.info(`DATABASE_URL leads through a pooler that shares sessions; ${usesOf(prepare ?? false)}`);
  return {
    ...{ url: databaseUrl, directUrl: directUrl ?? databaseUrl, prepare: prepare ?? !isShared, connections },
    stop: async () => {},
  };
}

const SHARES =
  "gives every transaction another of the server's sessions, as a pooler in transaction mode does, so that news of other processes would not be heard and two trainers would be elected";
const GIVE_DIRECT =
  "set DATABASE_DIRECT_URL to the address of Postgres itself (or of a pooler in session mode), and leave DATABASE_URL as it is";

const usesOf = (prepare: boolean) =>
  `statements are ${prepare ? "prepared all the same, as DATABASE_PREPARE says" : "not prepared"}, and DATABASE_DIRECT_URL serves LISTEN, the election of the trainer, and migrations`;

interface Place {
  /** Name of the variable. */
  readonly setting: string;
  readonly url: string;
  readonly log: StoreLog;
  readonly signal: AbortSignal;
}

const nameOf = ({ url }: Place) => `Postgres at ${placeOf(url)}`;

/** @throws DatabaseUnusable when the direct address shares sessions too, or leads to another database. */
async function openDirect(pooled: Place, direct: Place): Promise<void> {
  await answering(direct, query);
  if (await answering(direct, sharesSessions))
    throw new DatabaseUnusable(`DATABASE_DIRECT_URL: ${nameOf(direct)} ${SHARES}: give the address of Postgres itself`);
  if ((await answering(pooled, databaseAt)) !== (await answering(direct, databaseAt)))
    throw new DatabaseUnusable(
      `DATABASE_DIRECT_URL (${placeOf(direct.url)}) leads to another database than DATABASE_URL (${placeOf(pooled.url)})`,
    );
}

/**
 * Asks a server something, waiting for as long as it's down; says every few seconds what it waits for.
 * @throws DatabaseUnusable at once when waiting can't help: wrong password, no such database.
 */
function answering<T>(place: Place, ask: (url: string) => Promise<T>): Promise<T> {
  const { url, setting, log, signal } = place;
  const tried = async () => {
    try {
      return await ask(url);
    } catch (error) {
      throw await refusalOf(error, url, nameOf(place), setting);
    }
  };
  return untilAvailable(tried, { log, signal, place: nameOf(place), advice: (error) => adviceOf(error, setting) });
}

const adviceOf = (error: unknown, setting: string) =>
  isTooMany(error)
    ? "too many connections are open: lower DATABASE_POOL, or let the server take more (max_connections)"
    : `start it, or correct ${setting}`;

async function query(url: string): Promise<void> {
  const sql = openDriver(url, { max: 1, fetch_types: false });
  try {
    await sql`select 1`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
