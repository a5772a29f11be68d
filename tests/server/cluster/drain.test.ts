import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SessionCreated } from "../../../shared/protocol/sessions.ts";
import { READING } from "../../../shared/round/votes/reading-time.ts";
import { missingPrograms, titled, withCluster } from "../../support/running-cluster.ts";
import { postSession, SLOW } from "../../support/running-web.ts";
import { type Seat, takeSeat } from "../../support/seat.ts";

const missing = missingPrograms("redis-server", "nginx");

describe.skipIf(missing !== null)(titled("games move to another web process", missing), () => {
  const running = withCluster();
  let sql: postgres.Sql;
  let redis: Redis;
  beforeAll(() => {
    sql = postgres(running.databaseUrl, { max: 1, onnotice: () => {} });
    redis = new Redis(running.cluster.redis.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await sql.end();
  });

  /** The node that plays a session. */
  async function ownerOf(code: string): Promise<string> {
    const [row] = await sql<{ owner: string }[]>`
      select owner from room_leases join sessions on sessions.id = session_id
      where code = ${code} and expires_at > now()`;
    return row?.owner ?? "nobody";
  }
  const nodeOf = (name: string) => running.cluster.webs.find((web) => web.name === name)!;

  /** As a page does: tries until it is in again. */
  async function comeBack(code: string, who: object): Promise<Seat> {
    return vi.waitFor(() => takeSeat(running.port, code, who), { timeout: 20_000, interval: 100 });
  }

  interface Game {
    readonly session: SessionCreated;
    readonly host: Seat;
    readonly ada: Seat;
    readonly bob: Seat;
  }

  async function startedGame(): Promise<Game> {
    const session = await postSession(running.port, { ...SLOW, rounds: 3 });
    const host = await takeSeat(running.port, session.code, { hostToken: session.hostToken });
    const [ada, bob] = [
      await takeSeat(running.port, session.code, { nickname: "Ada" }),
      await takeSeat(running.port, session.code, { nickname: "Bob" }),
    ];
    await host.request("host", { command: "start" });
    await host.until((view) => view.phase === "rapid");
    await host.request("host", { command: "skip" });
    await host.until((view) => view.phase === "showdown");
    return { session, host, ada, bob };
  }

  /** Both prefer A, and expect that. */
  async function judge({ host, ada, bob }: Game): Promise<void> {
    const { showdown } = host.view();
    await sleep(READING.mostMs); // sooner nobody can have read them, and the votes would count for nothing
    for (const player of [ada, bob]) {
      const vote = await player.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 1 });
      expect(vote).toMatchObject({ ok: true });
      expect(await player.request("predict", { share: 1 })).toMatchObject({ ok: true });
    }
  }

  const whoIs = ({ code, hostToken }: SessionCreated, { host, ada, bob }: Game) => ({
    host: () => comeBack(code, { hostToken: host.welcome.token ?? hostToken }),
    ada: () => comeBack(code, { token: ada.welcome.token }),
    bob: () => comeBack(code, { token: bob.welcome.token }),
  });

  test("a process that is asked to end hands its game over at the break, with scores, and takes no new ones, also after Redis was emptied", async () => {
    const game = await startedGame();
    const { session, host, ada } = game;
    await redis.flushall();
    await judge(game);
    await vi.waitFor(async () => expect(await redis.hlen("thumbwar:nodes")).toBe(2), {
      timeout: 10_000,
      interval: 100,
    });
    const owner = await ownerOf(session.code);
    const { pid } = nodeOf(owner);
    process.kill(pid!, "SIGTERM");
    const health = async () => (await fetch(`${nodeOf(owner).url}/health`)).json();
    await vi.waitFor(async () => expect(await health()).toMatchObject({ cluster: { draining: true } }));

    // The round goes on where it is, and what is new begins elsewhere.
    for (let i = 0; i < 4; i++) {
      const other = await postSession(running.port, SLOW);
      await comeBack(other.code, { nickname: "Eve" });
      expect(await ownerOf(other.code)).not.toBe(owner);
    }
    await host.request("host", { command: "skip" });
    const shown = await ada.until((view) => view.phase === "reveal");
    expect(shown.reveal?.votes).toMatchObject({ a: 2 });
    expect(nodeOf(owner).pid).toBe(pid);
    await host.request("host", { command: "skip" });

    expect((await ada.left).kicked).toBeNull();
    const back = whoIs(session, game);
    const [again, ruler] = [await back.ada(), await back.host(), await back.bob()];
    const view = await again.until(({ players }) => Object.values(players).every(({ connected }) => connected));
    expect([view.phase, view.round, view.rounds]).toEqual(["intermission", 1, 3]);
    expect(Object.values(view.players).map(({ score }) => score)).toEqual([500, 500]);
    expect(await ownerOf(session.code)).not.toBe(owner);
    await vi.waitUntil(() => running.said.includes(`${owner}: ended (exit code 0); it is started again`), {
      timeout: 20_000,
    });
    await ruler.request("host", { command: "skip" });
    expect(await again.until(({ phase }) => phase === "rapid")).toMatchObject({ round: 2 });
    await nodeOf(owner).ready();
  });

  test("a game survives the death of its process: the round goes on, and its predictions are scored", async () => {
    const game = await startedGame();
    const { session } = game;
    await judge(game);
    const owner = await ownerOf(session.code);
    process.kill(nodeOf(owner).pid!, "SIGKILL");
    await Promise.all([game.ada.left, game.bob.left, game.host.left]);
    const back = whoIs(session, game);
    const [host, ada] = await Promise.all([back.host(), back.ada(), back.bob()]);
    await host.until((view) => view.phase === "showdown" || view.phase === "reveal");
    await host.request("host", { command: "skip" });
    const view = await ada.until(({ phase }) => phase === "reveal");
    expect(view.reveal?.votes).toMatchObject({ a: 2 });
    expect(Object.values(view.players).map(({ score }) => score)).toEqual([500, 500]);
  });
});
