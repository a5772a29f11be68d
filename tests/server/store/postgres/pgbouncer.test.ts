import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BusEvent, MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { migrateDatabase } from "../../../../server/store/postgres/migrate.ts";
import { type Database, openDatabase } from "../../../../server/store/postgres/open-database.ts";
import { sharesSessions } from "../../../../server/store/postgres/own-sessions.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";
import { killLeftovers, startKillableWeb } from "../../../support/killable-web.ts";
import { newPair, newRound, newVote } from "../../../support/open-arena.ts";
import { HAS_PGBOUNCER, type PgBouncer, startPgBouncer } from "../../../support/pgbouncer.ts";

const said: string[] = [];
const log = { info: (message: string) => void said.push(message), warn: (message: string) => void said.push(message) };
const open = (databaseUrl: string, directUrl: string | null, prepare: boolean | null = null): Promise<Database> =>
  openDatabase({ databaseUrl, dataDir: "/nowhere", postgres: { directUrl, prepare, connections: 8 } }, log);

describe.runIf(HAS_PGBOUNCER)("behind PgBouncer in transaction mode", () => {
  let database: FreshDatabase;
  let pooler: PgBouncer;
  let stores: Stores;

  beforeAll(async () => {
    database = await freshDatabase({ migrated: false });
    pooler = await startPgBouncer(database.url, ["pool_mode = transaction", "default_pool_size = 6"]);
    const found = await Promise.all(Array.from({ length: 4 }, () => open(pooler.url, database.url)));
    await Promise.all(found.map(({ directUrl }) => migrateDatabase(directUrl)));
    stores = openStores(found[0]!.url, found[0]);
  });
  afterAll(async () => {
    killLeftovers();
    await stores?.close();
    await pooler?.stop();
    await database?.drop();
  });

  test("a pooler that shares sessions is found out, also where many connections to the server are open", async () => {
    expect(await sharesSessions(database.url)).toBe(false);
    expect(await sharesSessions(pooler.url)).toBe(true);
    const busy = connect(pooler.url, 5, false);
    await Promise.all(Array.from({ length: 5 }, () => busy.sql.begin((tx) => tx`select pg_sleep(0.05)`)));
    expect(await sharesSessions(pooler.url)).toBe(true);
    await busy.sql.end();
    const inTurn = await startPgBouncer(database.url, ["pool_mode = transaction", "server_round_robin = 1"]);
    const many = connect(inTurn.url, 3, false);
    await Promise.all(Array.from({ length: 3 }, () => many.sql.begin((tx) => tx`select pg_sleep(0.05)`)));
    expect(await sharesSessions(inTurn.url)).toBe(true);
    await many.sql.end();
    await inTurn.stop();
  });

  test("without a direct address it is refused, and the message says what to set and keeps the password", async () => {
    const refused = await open(pooler.url, null).catch((error: Error) => error.message);
    expect(refused).toMatch(/shares|another of the server's sessions/);
    expect(refused).toMatch(/set DATABASE_DIRECT_URL to the address of Postgres itself/);
    expect(refused).not.toContain(new URL(database.url).password);
    await expect(open(pooler.url, pooler.url)).rejects.toThrow(/DATABASE_DIRECT_URL: .*give the address of Postgres/);
  });

  test("a direct address that leads to another database is refused", async () => {
    const other = await freshDatabase({ migrated: false });
    await expect(open(pooler.url, other.url)).rejects.toThrow(/leads to another database/);
    await other.drop();
  });

  test("statements are prepared unless sessions are shared, or as the setting says", async () => {
    expect((await open(pooler.url, database.url)).prepare).toBe(false);
    expect(said.at(-1)).toMatch(/pooler that shares sessions; statements are not prepared/);
    expect((await open(pooler.url, database.url, true)).prepare).toBe(true);
    expect((await open(database.url, null)).prepare).toBe(true);
    expect((await open(database.url, null, false)).prepare).toBe(false);
  });

  test("four that migrated at once applied each migration once", async () => {
    const { sql } = connect(database.url, 1);
    const [applied] = await sql`
      select count(*)::int as all, count(distinct hash)::int as distinct from drizzle.__drizzle_migrations`;
    expect(applied?.all).toBeGreaterThan(0);
    expect(applied?.all).toBe(applied?.distinct);
    await sql.end();
  });

  test("two hundred deals and votes of two processes are all stored", async () => {
    const other = openStores(pooler.url, { directUrl: database.url, prepare: false });
    const { round, players } = await newRound(stores, { players: 20 });
    await stores.pool.add(
      MAIN_ARENA,
      Array.from({ length: 200 }, () => newPair()),
    );
    const processes = [stores, other];
    const outcomes = await Promise.all(
      players.flatMap(({ id: playerId }, i) =>
        Array.from({ length: 10 }, async () => {
          const { pool, votes } = processes[i % 2]!;
          const [pair] = await pool.dealToPlayer({ arenaId: MAIN_ARENA, roundId: round.id, playerId, count: 1 });
          return (await votes.cast([newVote(pair!, round.id, playerId)]))[0];
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(200);
    expect(await stores.rounds.close(round.id)).toEqual({ comparisons: 200, votes: 200 });
    let rows = 0;
    await stores.datasets.read({ arenaId: MAIN_ARENA, sessionId: null }, async (source) => {
      for await (const page of source.comparisons()) rows += page.length;
    });
    expect(rows).toBe(200);
    await other.close();
  });

  test("every event is heard by the other process", async () => {
    const other = openStores(pooler.url, { directUrl: database.url, prepare: false });
    const heard: BusEvent[] = [];
    const stop = await other.bus.listen(
      (event) => heard.push(event),
      () => {},
    );
    for (let stepId = 1; stepId <= 10; stepId++)
      await stores.bus.publish({ type: "training_step", arenaId: MAIN_ARENA, stepId });
    await expect.poll(() => heard).toHaveLength(10);
    await stop();
    await other.close();
  });

  test("of two trainers one is elected, and the other takes over when it leaves", async () => {
    const other = openStores(pooler.url, { directUrl: database.url, prepare: false });
    const seats = await Promise.all([stores, other].map((one) => one.electTrainer()));
    expect(seats.filter((seat) => seat !== null)).toHaveLength(1);
    await seats.find((seat) => seat !== null)?.release();
    const [loser] = [stores, other].filter((_, i) => seats[i] === null);
    let successor: Awaited<ReturnType<Stores["electTrainer"]>> = null;
    const follow = async () => {
      successor ??= await loser!.electTrainer();
      return successor !== null;
    };
    await expect.poll(follow).toBe(true);
    await successor!.release();
    await other.close();
  });

  test("a trainer that was elected over shared sessions all the same finds that another has its session", async () => {
    const [one, two] = [openStores(pooler.url, { prepare: false }), openStores(pooler.url, { prepare: false })];
    const [first, second] = [await one.electTrainer(), await two.electTrainer()];
    expect([first, second]).not.toContain(null); // the pooler gave both the same session
    await first?.lost;
    await Promise.all([second?.release(), one.close(), two.close()]);
    const { sql } = connect(database.url, 1);
    await sql`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()
        and database = (select oid from pg_database where datname = current_database())`;
    await sql.end();
  });

  test.each(["main.ts", "trainer/main.ts"])("server/%s ends and says what to set", async (entry) => {
    const file = fileURLToPath(new URL(`../../../../server/${entry}`, import.meta.url));
    const env = { ...process.env, DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: "", LOG_LEVEL: "silent" };
    const [code, errors] = await new Promise<[unknown, string]>((resolve) => {
      execFile(process.execPath, [file], { env }, (error, _, stderr) => resolve([error?.code, stderr]));
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/^Postgres at .* set DATABASE_DIRECT_URL to the address of Postgres itself/);
    expect(errors).not.toMatch(/\n\s+at /); // a stack would tell nobody anything
  });

  test("with a direct address the web process serves players", async () => {
    const web = await startKillableWeb(pooler.url, 0, { DATABASE_DIRECT_URL: database.url });
    expect((await fetch(`${web.url}/health`)).status).toBe(200);
    expect(await web.kill("SIGTERM")).toBe(0);
  });

  test("in session mode no other address is needed", async () => {
    const sessions = await startPgBouncer(database.url, ["pool_mode = session"]);
    const found = await open(sessions.url, null);
    const [one, two] = [openStores(found.url, found), openStores(found.url, found)];
    const heard: BusEvent[] = [];
    const stop = await one.bus.listen(
      (event) => heard.push(event),
      () => {},
    );
    await two.bus.publish({ type: "training_step", arenaId: MAIN_ARENA, stepId: 1 });
    await expect.poll(() => heard).toHaveLength(1);
    await stop();
    await Promise.all([one.close(), two.close()]);
    await sessions.stop();
  });
});
