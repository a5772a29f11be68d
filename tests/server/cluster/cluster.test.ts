import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingPrograms, titled, withCluster } from "../../support/running-cluster.ts";
import { postSession, SLOW } from "../../support/running-web.ts";
import { type Seat, takeSeat } from "../../support/seat.ts";

const missing = missingPrograms("redis-server", "nginx");

/** How long Redis is away; a running game must not mind. REDIS_AWAY_S=30 measures what operators see. */
const AWAY_MS = Number(process.env.REDIS_AWAY_S ?? 3) * 1_000;
const WITHIN_MS = 5_000;

describe.skipIf(missing !== null)(titled("two web processes, nginx and Redis", missing), { timeout: 120_000 }, () => {
  const running = withCluster();
  let sql: postgres.Sql;
  beforeAll(() => {
    sql = postgres(running.databaseUrl, { max: 2, onnotice: () => {} });
  });
  afterAll(() => sql.end());

  const ownerOf = async (code: string): Promise<string | undefined> => {
    const [row] = await sql<{ owner: string }[]>`
      select owner from room_leases join sessions on id = session_id where code = ${code} and expires_at > now()`;
    return row?.owner;
  };
  const processOf = (node: string | undefined): number =>
    running.cluster.webs.find(({ name }) => name === node)?.pid ?? 0;
  const other = (node: string | undefined): string => (node === "web-1" ? "web-2" : "web-1");
  const play = async () => {
    const session = await postSession(running.port, SLOW);
    const host = await takeSeat(running.port, session.code, { hostToken: session.hostToken });
    const ada = await takeSeat(running.port, session.code, { nickname: "Ada" });
    await host.request("host", { command: "start" });
    await ada.until((view) => view.phase === "rapid");
    return { session, host, ada, owner: await ownerOf(session.code) };
  };
  const dealt = async (seat: Seat, count: number): Promise<readonly string[]> => {
    const reply = await seat.request("deal", { count });
    return reply.ok ? reply.pairs.map(({ id }) => id) : [];
  };
  const ballot = (pairId: string | undefined) => ({ pairId, verdict: "a", decisionMs: 10 });
  /** Asks again and again, as players' pages do. */
  const comesBack = async (node: string | null, code: string, token: string): Promise<Seat> => {
    for (;;) {
      const seat = await running.seatBy(node, code, { token }).catch(() => null);
      if (seat !== null) return seat;
      await sleep(200);
    }
  };

  test("20 join each of ten sleeping codes at once: nobody is refused, and each session has one room", async () => {
    const sessions = await Promise.all(Array.from({ length: 10 }, () => postSession(running.port, SLOW)));
    const joining = sessions.flatMap(({ code }) =>
      Array.from({ length: 20 }, (_, i) => takeSeat(running.port, code, { nickname: `Player ${i}` })),
    );
    const seats = await Promise.allSettled(joining);
    expect(seats.filter(({ status }) => status === "rejected")).toEqual([]);
    const seated = seats.flatMap((seat) => (seat.status === "fulfilled" ? [seat.value] : []));
    await Promise.all(seated.map((seat) => seat.until((view) => Object.keys(view.players).length === 20)));
    const owners = await Promise.all(sessions.map(({ code }) => ownerOf(code)));
    for (const owner of owners) expect(["web-1", "web-2"]).toContain(owner); // on a busy machine one may have been quicker at all of them
    const epochs = await sql`select from room_leases where epoch > 1`;
    expect(epochs).toHaveLength(0);
    await Promise.all(seated.map((seat) => seat.leave()));
  });

  test("an owner that stands still for 6 s keeps its room: nobody else can open it, and its players play on", async () => {
    const { session, host, ada, owner } = await play();
    const [first, second] = await dealt(ada, 2);
    expect(await ada.request("vote", ballot(first))).toMatchObject({ ok: true });
    process.kill(processOf(owner), "SIGSTOP");
    const stopped = performance.now();
    const refused = running.seatBy(other(owner), session.code, { nickname: "Grace" });
    await expect(refused).rejects.toThrow();
    await sleep(6_000 - (performance.now() - stopped));
    process.kill(processOf(owner), "SIGCONT");
    expect(await ada.request("vote", ballot(second))).toMatchObject({ ok: true });
    expect(await ownerOf(session.code)).toBe(owner);
    const grace = await expectSoon(() => running.seatBy(other(owner), session.code, { nickname: "Grace" }));
    await ada.until((view) => Object.keys(view.players).length === 2);
    expect(
      await sql`select from room_leases join sessions on id = session_id where code = ${session.code} and epoch > 1`,
    ).toHaveLength(0);
    await Promise.all([host, ada, grace].map((seat) => seat.leave()));
  });

  test("an owner that stands still beyond its lease has lost its room: the next one goes on with the round, and the old one acknowledges nothing", async () => {
    const { session, ada, owner } = await play();
    const [first, second, third] = await dealt(ada, 3);
    expect(await ada.request("vote", ballot(first))).toMatchObject({ ok: true });
    process.kill(processOf(owner), "SIGSTOP");
    const late = ada.request("vote", ballot(second)).catch(() => "no answer"); // waits in the socket of the process that stands still
    const back = await comesBack(other(owner), session.code, ada.welcome.token);
    expect(await ownerOf(session.code)).toBe(other(owner));
    expect(back.view()).toMatchObject({ phase: "rapid", round: 1, interrupted: true });
    process.kill(processOf(owner), "SIGCONT");
    const woke = performance.now();
    const [answer, { code }] = await Promise.all([late, ada.left]);
    expect(performance.now() - woke).toBeLessThan(3_000);
    expect(code).toBe(4001);
    if (answer !== "no answer") expect(answer).toEqual({ ok: false, error: "unavailable" });
    expect(await running.stores.votes.ofPair(second!)).toMatchObject({ a: 0 });
    // What it didn't acknowledge can be said again, and counts once.
    for (const pair of [second, third]) expect(await back.request("vote", ballot(pair))).toMatchObject({ ok: true });
    for (const pair of [first, second, third]) expect(await running.stores.votes.ofPair(pair!)).toMatchObject({ a: 1 });
    const [rounds] =
      await sql`select count(*)::int as count, count(closed_at)::int as closed from rounds join sessions on sessions.id = session_id where code = ${session.code}`;
    expect(rounds).toEqual({ count: 1, closed: 0 });
    const joined = await expectSoon(() => takeSeat(running.port, session.code, { nickname: "Grace" }));
    await back.until((view) => Object.keys(view.players).length === 2);
    await Promise.all([back, joined].map((seat) => seat.leave()));
  });

  test("a killed owner is started again, and its players are back in the same round with their scores", async () => {
    const { session, ada, owner } = await play();
    const [first, second] = await dealt(ada, 2);
    expect(await ada.request("vote", ballot(first))).toMatchObject({ ok: true });
    process.kill(processOf(owner), "SIGKILL");
    const back = await comesBack(null, session.code, ada.welcome.token);
    expect(back.view()).toMatchObject({ phase: "rapid", round: 1 });
    expect(await back.request("vote", ballot(second))).toMatchObject({ ok: true });
    await running.cluster.webs.find(({ name }) => name === owner)?.ready();
    await back.leave();
  });

  test("while Redis is away running games lose nothing, and rooms are found again within 5 s when it is back and empty", async () => {
    const games = await Promise.all([play(), play()]);
    await running.cluster.redis.stop();
    const until = performance.now() + AWAY_MS;
    const voted: string[] = [];
    while (performance.now() < until)
      for (const { ada } of games) {
        const pairs = await dealt(ada, 1);
        for (const pair of pairs) {
          expect(await ada.request("vote", ballot(pair))).toEqual({ ok: true, duplicate: false });
          voted.push(pair);
        }
        await sleep(250);
      }
    expect(voted.length).toBeGreaterThan(4);
    // Who comes back gets in without Redis: nginx asks the next process where one can't say.
    const [game] = games;
    const returned = await expectSoon(() =>
      takeSeat(running.port, game!.session.code, { token: game!.ada.welcome.token }),
    );
    await running.cluster.redis.start();
    const back = performance.now();
    const joins = games.flatMap(({ session }) =>
      ["web-1", "web-2"].map((node) =>
        expectSoon(() => running.seatBy(node, session.code, { nickname: `By ${node}` })),
      ),
    );
    const joined = await Promise.all(joins);
    expect(performance.now() - back).toBeLessThan(WITHIN_MS);
    for (const pair of voted) expect(await running.stores.votes.ofPair(pair)).toMatchObject({ a: 1 });
    const owners = await Promise.all(games.map(({ session }) => ownerOf(session.code)));
    expect(owners).toEqual(games.map(({ owner }) => owner));
    await returned.until((view) => Object.keys(view.players).length === 3);
    await Promise.all([...joined, returned].map((seat) => seat.leave()));
  });
});

/** Tries until it succeeds, as pages do. */
async function expectSoon<T>(work: () => Promise<T>): Promise<T> {
  let result: T | undefined;
  await expect
    .poll(
      async () => {
        result = await work().catch(() => undefined);
        return result !== undefined;
      },
      { timeout: WITHIN_MS + 5_000, interval: 200 },
    )
    .toBe(true);
  return result!;
}
