import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { openStores } from "../../server/store/open-stores.ts";
import type { CreateSession, SessionCreated } from "../../shared/protocol/sessions.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";
import { type KillableWeb, killLeftovers, startKillableWeb } from "./killable-web.ts";
import { newPair } from "./open-arena.ts";
import { fillPool, postSession, SLOW } from "./running-web.ts";
import { type Seat, takeSeat } from "./seat.ts";

export const DONE = { ok: true, duplicate: false };

/** A game whose server is killed. Functions below that start a server anew return the game as it is then. */
export interface KilledGame {
  readonly web: KillableWeb;
  readonly session: SessionCreated;
  readonly host: Seat;
  readonly players: readonly Seat[];
}

/** A database with a filled pool, and games on it whose servers are killed, for the tests of a file. */
export function withKilledGames() {
  let database: FreshDatabase;
  let sql: postgres.Sql;
  beforeAll(async () => {
    database = await freshDatabase();
    sql = postgres(database.url, { max: 1 });
    const stores = openStores(database.url);
    await fillPool(stores);
    await stores.pool.add(MAIN_ARENA, [newPair({ versions: [1, 1] })]); // four answers to one prompt, for a podium
    await stores.close();
  });
  afterEach(killLeftovers);
  afterAll(async () => {
    await sql.end();
    await database.drop();
  });

  const start = (port?: number) => startKillableWeb(database.url, port);

  async function play(settings: CreateSession, names: readonly string[]): Promise<KilledGame> {
    return playOn(await start(), settings, names);
  }

  /** Kills the server; everybody whose index is given comes back to the next one. */
  async function kill(game: KilledGame, back = [...game.players.keys()]): Promise<KilledGame> {
    expect(await game.web.kill("SIGKILL")).toBeNull();
    return comeBack(game, await start(game.web.port), back);
  }

  /** Everybody comes back to a new server in the place of one that has ended. */
  const reopen = async (game: KilledGame): Promise<KilledGame> => comeBack(game, await start(game.web.port));

  /** Lets many games take the same step and kills the server while they do, when some have been answered; then all come back. */
  async function killAmid(games: readonly KilledGame[], step: (seat: Seat) => Promise<unknown>): Promise<KilledGame[]> {
    const [{ web }] = games as [KilledGame];
    let answered = 0;
    const steps = games.map(async ({ players }, i) => {
      await sleep(i);
      expect(await Promise.all(players.map(step))).toEqual(players.map(() => DONE));
      answered++;
    });
    const settled = Promise.allSettled(steps);
    while (answered < games.length / 3) await sleep(1);
    expect(await web.kill("SIGKILL")).toBeNull();
    await settled;
    const next = await start(web.port);
    return Promise.all(games.map((game) => comeBack(game, next)));
  }

  /** Points of the session's predictions and scores of its players, as they are stored. */
  async function stored({ code }: SessionCreated) {
    const points = await sql<{ nickname: string; points: number | null }[]>`
      select nickname, points from predictions join players on players.id = player_id
      join sessions on sessions.id = session_id where code = ${code} order by made_at`;
    const scores = await sql<{ nickname: string; score: number }[]>`
      select nickname, score from players join sessions on sessions.id = session_id where code = ${code}`;
    const open = await sql`
      select from rounds join sessions on sessions.id = session_id where code = ${code} and closed_at is null`;
    return {
      points: points.map(({ nickname, points: given }) => [nickname, given]),
      scores: Object.fromEntries(scores.map(({ nickname, score }) => [nickname, score])),
      open: open.length,
    };
  }

  /** Whether the showdowns that are open are paused, as stored. */
  const openShowdowns = () => sql`select paused from rounds where closed_at is null and beat = 'showdown'`;

  /** What no client can do, for as long as `use` takes. */
  async function withDatabase<T>(use: (stores: Stores) => Promise<T>): Promise<T> {
    const stores = openStores(database.url);
    try {
      return await use(stores);
    } finally {
      await stores.close();
    }
  }

  return { start, play, kill, reopen, killAmid, stored, openShowdowns, withDatabase };
}

export async function playOn(web: KillableWeb, settings: CreateSession, names: readonly string[]): Promise<KilledGame> {
  const session = await postSession(web.port, { ...SLOW, writingMs: 300_000, rounds: 3, ...settings });
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const players = await Promise.all(names.map((nickname) => takeSeat(web.port, session.code, { nickname })));
  await tell(host, "start");
  return { web, session, host, players };
}

async function comeBack(
  { session, players }: KilledGame,
  web: KillableWeb,
  back = [...players.keys()],
): Promise<KilledGame> {
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const tokens = back.map((i) => players[i]?.welcome.token);
  const returned = await Promise.all(tokens.map((token) => takeSeat(web.port, session.code, { token })));
  return { web, session, host, players: returned };
}

export async function tell(host: Seat, command: string): Promise<void> {
  expect(await host.request("host", { command })).toEqual({ ok: true });
}

/** Skips what is left of beats until one begins. */
export async function skipTo(host: Seat, phase: string): Promise<ReturnType<Seat["view"]>> {
  for (let view = host.view(); view.phase !== phase; ) {
    const { phase: from } = view;
    if (from !== "dealing") await tell(host, "skip");
    view = await host.until((now) => now.phase !== from);
  }
  return host.view();
}

export const scoreOf = (seat: Seat | undefined) => seat?.view().players[seat.welcome.playerId]?.score;
