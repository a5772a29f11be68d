import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../../store/postgres/connect.ts";
import { openCluster } from "../../../store/postgres/embedded/cluster.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { startCluster } from "../../servers/cluster/start-cluster.ts";
import { startOwnServers, throwAwayDataDir } from "../../servers/own-servers.ts";
import { processorMs } from "../process-usage.ts";

/** Servers with a trainer that fills the pool, as users have them: nothing is put into it beforehand. */
export interface VoteServers {
  /** Where players go: the web process, or nginx before several. */
  readonly url: string;
  /** Processor time since they started, milliseconds; null where the system doesn't tell. */
  busy(): Busy;
  /** What is stored. */
  stored(): Promise<Stored>;
  stop(): Promise<void>;
}

/** Milliseconds. */
export interface Busy {
  readonly webMs: number | null;
  readonly postgresMs: number | null;
  readonly trainerMs: number | null;
}

export interface Stored {
  /** Votes, by their pair. */
  readonly votes: ReadonlyMap<string, number>;
  /** Pairs that were dealt for the first time, and copies of pairs that others had. */
  readonly dealt: { readonly first: number; readonly copies: number };
}

interface Started {
  readonly url: string;
  readonly dataDir: string;
  pids(): { readonly webs: readonly (number | null)[]; readonly trainer: number | null };
  stop(): Promise<void>;
}

/** One web process by itself, or several behind nginx, with Redis; a trainer and an embedded Postgres in any case. Resolves when the pool has pairs. */
export async function startVoteServers(
  webs: number,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<VoteServers> {
  const started = webs === 1 ? await startOne(environment, abort) : await startSeveral(webs, environment, abort);
  const { url, dataDir, pids, stop } = started;
  try {
    const server = arenaServer(url, abort.signal);
    while ((await server.newestVersion()) === null) await sleep(100, undefined, { signal: abort.signal });
    while (!(await isSettled(url, abort.signal))) await sleep(500, undefined, { signal: abort.signal });
  } catch (error) {
    await stop();
    throw error;
  }
  const sum = (of: readonly (number | null)[]): number | null => {
    const times = of.map((pid) => (pid === null ? null : processorMs(pid)));
    return times.some((ms) => ms === null) ? null : times.reduce<number>((total, ms) => total + (ms ?? 0), 0);
  };
  return {
    url,
    stop,
    busy() {
      const { webs: webPids, trainer } = pids();
      return { webMs: sum(webPids), trainerMs: sum([trainer]), postgresMs: sum([openCluster(dataDir).pid()]) };
    },
    stored: () => storedIn(openCluster(dataDir).url() ?? ""),
  };
}

/** Whether the trainer has done what it does once, at its start. */
async function isSettled(url: string, signal: AbortSignal): Promise<boolean> {
  const { trainer } = (await (await fetch(new URL("/health", url), { signal })).json()) as {
    readonly trainer: { readonly state: string } | null;
  };
  return trainer?.state === "idle";
}

async function startOne(
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<Started> {
  const own = await startOwnServers(environment, { trainer: true }, abort.signal, (error) => abort.abort(error));
  const { url, dataDir, webPid, trainerPid, stop } = own;
  return { url, dataDir, pids: () => ({ webs: [webPid], trainer: trainerPid }), stop };
}

async function startSeveral(
  webs: number,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<Started> {
  const { dataDir, remove } = await throwAwayDataDir();
  try {
    const plan = { webs, trainer: true, port: 0, dataDir, environment: { ...environment, HOST_PASSWORD: "" } };
    const cluster = await startCluster(
      plan,
      abort.signal,
      () => {},
      (error) => abort.abort(error),
    );
    return {
      url: cluster.url,
      dataDir,
      pids: () => ({ webs: cluster.webs.map(({ pid }) => pid), trainer: cluster.trainer?.pid ?? null }),
      async stop() {
        await cluster.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function storedIn(databaseUrl: string): Promise<Stored> {
  const { sql } = connect(databaseUrl, 1);
  try {
    const rows = await sql<{ id: string; count: number }[]>`
      select pair_id as id, count(*)::int as count from votes group by pair_id`;
    const [dealt] = await sql<{ first: number; copies: number }[]>`
      select count(*) filter (where copy_of is null)::int as first, count(copy_of)::int as copies
      from pairs where round_id is not null and repeat_of is null`;
    return { votes: new Map(rows.map(({ id, count }) => [id, count])), dealt: dealt! };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
