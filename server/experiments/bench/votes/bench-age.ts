import type postgres from "postgres";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { MAIN_ARENA } from "../../../ports/arena.ts";
import type { Pool } from "../../../ports/pool.ts";
import type { Rounds } from "../../../ports/rounds.ts";
import type { Stores } from "../../../ports/stores.ts";
import { createPoolStore } from "../../../store/pool/pool-store.ts";
import { connect } from "../../../store/postgres/connect.ts";
import { migrateDatabase } from "../../../store/postgres/migrate.ts";
import { openDatabase } from "../../../store/postgres/open-database.ts";
import { createRoundsStore } from "../../../store/votes/rounds-store.ts";
import { throwAwayDataDir } from "../../servers/own-servers.ts";
import { formatTable } from "../../terminal/table.ts";
import { openMadeUpArena } from "../made-up-arena.ts";

export interface AgeOptions {
  /** Pairs that were dealt long ago, each with a copy; both have a vote. */
  readonly pairs: number;
  /** Deals that each figure is the mean of. */
  readonly deals: number;
}

/** Pages of tables and indexes that a piece of work reads, whether from memory or from disk: it tells the same on a busy machine. */
interface Work {
  readonly name: string;
  readonly pages: number;
  readonly ms: number;
}

export interface AgeReport extends AgeOptions {
  readonly work: readonly Work[];
}

const ROUNDS = 50;
const PLAYERS = 40;
/** A round of so many votes is closed. */
const VOTES_A_ROUND = 400;
/** Pairs a deal, as a room asks for them. */
const COUNT = 4;

/** Measures what a deal and the end of a round read of the database, in a new arena and in an old one. */
export async function benchAge(options: AgeOptions): Promise<AgeReport> {
  const { dataDir, remove } = await throwAwayDataDir();
  const database = await openDatabase({ databaseUrl: null, dataDir }, { info() {}, warn() {} });
  await migrateDatabase(database.url);
  const arena = await openMadeUpArena(dataDir);
  const bench = measuring(database.url, arena.stores, options);
  const work: Work[] = [];
  try {
    const { sql } = bench;
    // What autovacuum does meanwhile would be measured too.
    for (const table of ["pairs", "votes", "rounds", "comparisons", "responses"])
      await sql.unsafe(`alter table ${table} set (autovacuum_enabled = off)`);
    const session = await bench.session();
    await arena.fill("rapid", 2_000);
    await sql`vacuum analyze`;
    work.push(await bench.deals("a deal, new arena", session));
    work.push(await bench.closing("the end of a round, new arena", session));

    await bench.growOld();
    await arena.fill("rapid", 2_000);
    await sql`vacuum analyze`;
    work.push(await bench.deals("a deal, old arena", session));
    work.push(await bench.closing("the end of a round, old arena", session));

    await arena.fill("rapid", 20_000);
    const reader = connect(database.url, 1);
    const reading = Promise.withResolvers<void>();
    const snapshot = Promise.withResolvers<void>();
    const held = reader.sql.begin("isolation level repeatable read", async (tx) => {
      await tx`select 1`;
      snapshot.resolve();
      await reading.promise;
    });
    await snapshot.promise;
    await bench.dealAway(18_000, session);
    work.push(await bench.deals("a deal after 18,000 others, while a backup reads", session));
    reading.resolve();
    await held;
    await reader.sql.end();
    work.push(await bench.deals("the same without the backup, before a vacuum", session));

    await bench.dealAway(null, session);
    work.push(await bench.deals("a deal from a dry pool (copies)", await bench.session()));
    return { ...options, work };
  } finally {
    await bench.sql.end({ timeout: 5 });
    await arena.close();
    await database.stop();
    await remove();
  }
}

interface Played {
  readonly id: string;
  readonly players: readonly string[];
  next(): Promise<string>;
}

/** Everything runs on one connection, so that its pages can be told from others'. */
function measuring(url: string, stores: Stores, { pairs, deals }: AgeOptions) {
  const { db, sql } = connect(url, 1);
  const pool: Pool = createPoolStore(db, sql);
  const rounds: Rounds = createRoundsStore(db);

  async function pagesRead(): Promise<number> {
    await sql`select pg_stat_force_next_flush()`;
    const [row] = await sql<{ pages: number }[]>`
      select (blks_hit + blks_read)::float8 as pages from pg_stat_database where datname = current_database()`;
    return row!.pages;
  }

  async function measure(name: string, times: number, work: (i: number) => Promise<unknown>): Promise<Work> {
    await work(-1);
    await pagesRead();
    const idle = -(await pagesRead()) + (await pagesRead());
    const before = await pagesRead();
    const began = performance.now();
    for (let i = 0; i < times; i++) await work(i);
    const ms = (performance.now() - began) / times;
    return { name, pages: ((await pagesRead()) - before - idle) / times, ms };
  }

  const handOut = (roundId: string, playerId: string) =>
    pool.dealToPlayer({ arenaId: MAIN_ARENA, roundId, playerId, count: COUNT });

  return {
    sql,
    async session(): Promise<Played> {
      const { session } = await stores.sessions.create({ ...DEFAULT_SETTINGS, maxPlayers: PLAYERS });
      const players: string[] = [];
      for (let i = 0; i < PLAYERS; i++) {
        const joined = await stores.players.join({ sessionId: session.id, nickname: `Player ${i}`, avatar: 1 });
        if (typeof joined === "string") throw new Error(`A player could not join: ${joined}`);
        players.push(joined.player.id);
      }
      let index = 0;
      return {
        id: session.id,
        players,
        next: async () => (await rounds.open({ sessionId: session.id, index: ++index })).id,
      };
    },
    async deals(name: string, { players, next }: Played): Promise<Work> {
      const roundId = await next();
      return measure(name, deals, (i) => handOut(roundId, players[(i + 1) % players.length]!));
    },
    async closing(name: string, { players, next }: Played): Promise<Work> {
      const ids: string[] = [];
      for (let i = 0; i < 2; i++) {
        const roundId = await next();
        for (let dealt = 0; dealt < VOTES_A_ROUND; dealt += COUNT) {
          const playerId = players[(dealt / COUNT) % players.length]!;
          const hand = await handOut(roundId, playerId);
          await stores.votes.cast(
            hand.map(({ id }) => ({ pairId: id, roundId, playerId, verdict: "a", decisionMs: 1_000 })),
          );
        }
        ids.push(roundId);
      }
      return measure(name, 1, (i) => rounds.close(ids[i + 1]!));
    },
    /** Deals undealt pairs, all unless a number is given, to a round that nobody looks at any more. */
    async dealAway(count: number | null, { players, next }: Played): Promise<void> {
      const roundId = await next();
      await sql`
        update pairs set round_id = ${roundId}, player_id = ${players[0]!}, dealt_at = now()
        where id in (select id from pairs where round_id is null order by priority desc, id limit ${count})`;
    },
    /** What a year of evenings leaves behind. */
    async growOld(): Promise<void> {
      const { players, next } = await this.session();
      const roundIds: string[] = [];
      for (let i = 0; i < ROUNDS; i++) roundIds.push(await next());
      await old(sql, roundIds, players, pairs);
    },
  };
}

async function old(sql: postgres.Sql, roundIds: readonly string[], players: readonly string[], pairs: number) {
  const [rounds, people] = [sql`${[...roundIds]}::uuid[]`, sql`${[...players]}::uuid[]`];
  const roundOf = sql`(${rounds})[1 + n % ${roundIds.length}::int]`;
  const playerOf = (offset: number) => sql`(${people})[1 + (n + ${offset}::int) % ${players.length}::int]`;
  await sql`
    create temporary table made as
    select n, gen_random_uuid() as pair, gen_random_uuid() as copy, gen_random_uuid() as a, gen_random_uuid() as b,
      (select id from prompts order by id limit 1) as prompt
    from generate_series(1, ${pairs}::int) as n`;
  for (const side of ["a", "b"])
    await sql`
      insert into responses (id, arena_id, policy_version, prompt_id, text, tokens)
      select ${sql(side)}, ${MAIN_ARENA}, 0, prompt, 'An answer of long ago, about as long as answers are. ' || n, '{1,2,3}' from made`;
  // Of rounds in which players wrote.
  await sql`
    insert into responses (id, arena_id, author_id, round_id, prompt_id, text, tokens)
    select gen_random_uuid(), ${MAIN_ARENA}, author, round, (select prompt from made limit 1), 'What a player wrote.', '{}'
    from unnest(${rounds}) as round cross join unnest(${people}) as author`;
  await sql`
    insert into pairs (id, arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at)
    select pair, ${MAIN_ARENA}, 'rapid', prompt, a, b, 0, -n, ${roundOf}, ${playerOf(0)}, now() from made`;
  await sql`
    insert into pairs (id, arena_id, kind, prompt_id, a, b, version, priority, round_id, player_id, dealt_at, copy_of)
    select copy, ${MAIN_ARENA}, 'rapid', prompt, b, a, 0, -n, ${roundOf}, ${playerOf(1)}, now(), pair from made`;
  for (const [pair, offset] of [["pair", 0] as const, ["copy", 1] as const]) {
    await sql`
      insert into votes (id, pair_id, player_id, round_id, verdict, decision_ms)
      select gen_random_uuid(), ${sql(pair)}, ${playerOf(offset)}, ${roundOf}, 'a', 1000 from made`;
    await sql`
      insert into comparisons (arena_id, pair_id, round_id, label, both_bad, votes)
      select ${MAIN_ARENA}, ${sql(pair)}, ${roundOf}, 1, 0, 1 from made`;
  }
  await sql`update rounds set closed_at = now() where id = any(${rounds})`;
  await sql`drop table made`;
}

export function describeAge({ pairs, deals, work }: AgeReport): string {
  const rows = work.map(({ name, pages, ms }) => [name, pages.toFixed(0), ms.toFixed(2)]);
  return [
    `The old arena has ${pairs} dealt pairs and as many copies, ${2 * pairs} votes and comparisons. Means of ${deals} deals of ${COUNT} pairs; rounds of ${VOTES_A_ROUND} votes.`,
    "",
    formatTable(["work", "pages read", "ms"], rows),
    "",
  ].join("\n");
}
