import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { LeaseLost, type RoomHold } from "../../../../server/ports/leases.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { newPair, newPlayer, newRound, newSession, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();

async function taken(sessionId: string, owner: string): Promise<RoomHold> {
  const lease = await opened.stores.leases.take(sessionId, owner);
  if ("heldBy" in lease) throw new Error(`${lease.heldBy} holds it`);
  return { sessionId, epoch: lease.epoch };
}

async function withSql<T>(work: (sql: ReturnType<typeof connect>["sql"]) => Promise<T>): Promise<T> {
  const { sql } = connect(opened.url, 2);
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** As after a lease's time, by the database's clock. */
const runOut = () => withSql((sql) => sql`update room_leases set expires_at = now() - interval '1 second'`);

test("of twenty that want a session at once one has it, and the others are told who", async () => {
  const { stores } = opened;
  const { id } = await newSession(stores);
  const asked = await Promise.all(Array.from({ length: 20 }, (_, i) => stores.leases.take(id, `web-${i}`)));
  const [owner] = asked.flatMap((lease, i) => ("epoch" in lease ? [`web-${i}`] : []));
  expect(asked.filter((lease) => "epoch" in lease)).toEqual([{ epoch: 1 }]);
  const refused = asked.filter((lease) => "heldBy" in lease);
  expect(new Set(refused.map(({ heldBy }) => heldBy))).toEqual(new Set([owner]));
  for (const { forMs } of refused) expect(forMs).toBeGreaterThan(5_000);
});

test("a lease that ran out may be renewed until another room has taken it, and each has an epoch of its own", async () => {
  const { leases } = opened.stores;
  const [one, two] = [await newSession(opened.stores), await newSession(opened.stores)];
  const [first, other] = [await taken(one.id, "web-1"), await taken(two.id, "web-1")];
  await runOut();
  expect(await leases.renew([first, other])).toEqual(new Set([one.id, two.id]));
  expect(await leases.take(one.id, "web-2")).toMatchObject({ heldBy: "web-1" });
  await runOut();
  const second = await taken(one.id, "web-2");
  expect(second.epoch).toBeGreaterThan(first.epoch);
  expect(await leases.renew([first, other])).toEqual(new Set([two.id]));
});

test("a released lease is free at once, and a renewal that was under way doesn't bring it back", async () => {
  const { leases } = opened.stores;
  const { id } = await newSession(opened.stores);
  const first = await taken(id, "web-1");
  await leases.release(first);
  expect(await leases.renew([first])).toEqual(new Set());
  const second = await taken(id, "web-2");
  await leases.release(first); // of a room that is long gone
  expect(await leases.renew([second])).toEqual(new Set([id]));
});

test("a process that starts again frees what it held under its name, and alone what anybody held", async () => {
  const { leases } = opened.stores;
  const sessions = [await newSession(opened.stores), await newSession(opened.stores), await newSession(opened.stores)];
  const [a, b, c] = sessions.map(({ id }) => id) as [string, string, string];
  const mine = await taken(a, "web-1");
  await taken(b, "web-2");
  await taken(c, "web-3");
  expect(await leases.releaseOf("web-1")).toBe(1);
  expect(await leases.renew([mine])).toEqual(new Set());
  await taken(a, "web-2");
  expect(await leases.take(b, "web-1")).toMatchObject({ heldBy: "web-2" });
  expect(await leases.releaseOf(null)).toBe(3);
  await taken(b, "web-1");
});

test("a room that has lost its session opens, keeps and closes no round, gives no points and finishes nothing", async () => {
  const { stores } = opened;
  const { session, round } = await newRound(stores);
  const player = await newPlayer(stores, session.id);
  await stores.pool.add(MAIN_ARENA, [newPair({ kind: "showdown" })]);
  const pair = await stores.pool.dealShowdown({ arenaId: MAIN_ARENA, roundId: round.id });
  await stores.votes.cast([newVote(pair!, round.id, player.id)]);
  const old = await taken(session.id, "web-1");
  await runOut();
  const now = await taken(session.id, "web-2");

  const points = new Map([[player.id, 300]]);
  await expect(stores.rounds.open({ sessionId: session.id, index: 2 }, old)).rejects.toThrow(LeaseLost);
  await expect(stores.rounds.close(round.id, points, old)).rejects.toThrow(LeaseLost);
  await expect(
    stores.rounds.keepBeat({ roundId: round.id, beat: "showdown", step: 0, paused: true }, old),
  ).rejects.toThrow(LeaseLost);
  await expect(stores.sessions.finish(session.id, old)).rejects.toThrow(LeaseLost);
  const finale = { sessionId: session.id, index: 2, began: 0, now: 1, count: 3 };
  await expect(stores.finales.deal(finale, old)).rejects.toThrow(LeaseLost);
  expect(await stores.pastRounds.latest(session.id)).toMatchObject({ index: 1, beat: null, closedForMs: null });
  expect(await stores.players.ofSession(session.id)).toMatchObject([{ score: 0 }, { score: 0 }]);
  expect((await stores.sessions.byCode(session.code))?.finishedAt).toBeNull();

  await stores.rounds.keepBeat({ roundId: round.id, beat: "showdown", step: 0, paused: true }, now);
  expect(await stores.pastRounds.latest(session.id)).toMatchObject({ beat: "showdown", paused: true });
  expect(await stores.rounds.close(round.id, points, now)).toMatchObject({ votes: 1 });
  await stores.rounds.open({ sessionId: session.id, index: 2 }, now);
  await stores.sessions.finish(session.id, now);
  expect(await stores.sessions.byCode(session.code)).toBeNull();
});

test("nobody takes a session while its round is being closed, and a renewal doesn't wait for that", async () => {
  const { stores } = opened;
  const { session, round } = await newRound(stores);
  const hold = await taken(session.id, "web-1");
  await runOut();
  await withSql(async (sql) => {
    const locked = Promise.withResolvers<void>();
    const free = Promise.withResolvers<void>();
    const blocking = sql.begin(async (tx) => {
      await tx`select from rounds where id = ${round.id} for update`;
      locked.resolve();
      await free.promise;
    });
    await locked.promise;
    const closing = stores.rounds.close(round.id, undefined, hold);
    const isWaiting = async () =>
      (await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length;
    await expect.poll(isWaiting).toBe(1);
    const taking = stores.leases.take(session.id, "web-2");
    await expect.poll(isWaiting).toBe(2);
    expect(await stores.leases.renew([hold])).toEqual(new Set([session.id]));
    free.resolve();
    await blocking;
    await closing;
    expect(await taking).toMatchObject({ heldBy: "web-1" });
  });
});
