import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import type { CreateSession, SessionCreated } from "../../../../shared/protocol/sessions.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";
import { type KillableWeb, killLeftovers, startKillableWeb } from "../../../support/killable-web.ts";
import { newPair } from "../../../support/open-arena.ts";
import { fillPool, postSession, SLOW } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

/** What a SIGKILL of the web process leaves to the players of a round: everything that was acknowledged. */

let database: FreshDatabase;
let stores: Stores;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await freshDatabase();
  stores = openStores(database.url);
  sql = postgres(database.url, { max: 1 });
  await fillPool(stores);
  await stores.pool.add(MAIN_ARENA, [newPair({ versions: [1, 1] })]); // four answers to one prompt, for a podium
});
afterEach(killLeftovers);
afterAll(async () => {
  await sql.end();
  await stores.close();
  await database.drop();
});

const DONE = { ok: true, duplicate: false };

interface Game {
  readonly web: KillableWeb;
  readonly session: SessionCreated;
  readonly host: Seat;
  readonly players: readonly Seat[];
}

async function play(settings: CreateSession, names: readonly string[]): Promise<Game> {
  return playOn(await startKillableWeb(database.url), settings, names);
}

async function playOn(web: KillableWeb, settings: CreateSession, names: readonly string[]): Promise<Game> {
  const session = await postSession(web.port, { ...SLOW, writingMs: 300_000, rounds: 3, ...settings });
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const players = await Promise.all(names.map((nickname) => takeSeat(web.port, session.code, { nickname })));
  await tell(host, "start");
  return { web, session, host, players };
}

/** Kills the server; everybody whose index is given comes back to the next one. */
async function kill(game: Game, back = [...game.players.keys()]): Promise<Game> {
  expect(await game.web.kill("SIGKILL")).toBeNull();
  return comeBack(game, await startKillableWeb(database.url, game.web.port), back);
}

async function comeBack({ session, players }: Game, web: KillableWeb, back = [...players.keys()]): Promise<Game> {
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const tokens = back.map((i) => players[i]?.welcome.token);
  const returned = await Promise.all(tokens.map((token) => takeSeat(web.port, session.code, { token })));
  return { web, session, host, players: returned };
}

/** Lets many games take the same step and kills the server while they do, when some have been answered; then all come back. */
async function killAmid(games: readonly Game[], step: (seat: Seat) => Promise<unknown>): Promise<Game[]> {
  const [{ web }] = games as [Game];
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
  const next = await startKillableWeb(database.url, web.port);
  return Promise.all(games.map((game) => comeBack(game, next)));
}

async function tell(host: Seat, command: string): Promise<void> {
  expect(await host.request("host", { command })).toEqual({ ok: true });
}

/** Skips what is left of beats until one begins. */
async function skipTo(host: Seat, phase: string): Promise<ReturnType<Seat["view"]>> {
  for (let view = host.view(); view.phase !== phase; ) {
    const { phase: from } = view;
    if (from !== "dealing") await tell(host, "skip");
    view = await host.until((now) => now.phase !== from);
  }
  return host.view();
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

const scoreOf = (seat: Seat | undefined) => seat?.view().players[seat.welcome.playerId]?.score;

test("a showdown goes on with its ballots, and ends with points for those who come back", async () => {
  const before = await play({}, ["Ada", "Bob", "Idle"]);
  const { showdown } = await skipTo(before.host, "showdown");
  for (const seat of before.players.slice(0, 2)) {
    expect(await seat.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 9 })).toEqual(DONE);
  }
  expect(await before.players[0]?.request("predict", { share: 1 })).toEqual(DONE);

  const after = await kill(before, [0, 1]);
  const [ada, bob] = after.players;
  expect(ada?.view()).toMatchObject({ phase: "showdown", round: 1, interrupted: true, showdown: { id: showdown?.id } });
  expect(ada?.view().remainingMs).toBeGreaterThan(290_000);
  expect(ada?.welcome.own).toMatchObject({ verdict: "a", share: 1 });
  expect(bob?.welcome.own).toMatchObject({ verdict: "a", share: null });
  const again = { pairId: showdown?.id, verdict: "b", decisionMs: 9 };
  expect(await ada?.request("vote", again)).toEqual({ ok: true, duplicate: true });
  expect(await bob?.request("predict", { share: 0.9 })).toEqual(DONE);
  expect(ada?.view().phase).toBe("showdown"); // others may still be on their way
  const over = await ada?.until((view) => view.phase === "reveal");
  expect(over).toMatchObject({ interrupted: false, reveal: { votes: { a: 2, b: 0 }, share: 1 } });
  expect(ada?.points).toMatchObject([{ points: 100, total: 100, streak: 1 }]);
  const both = {
    points: [
      ["Ada", 100],
      ["Bob", 98],
    ],
    scores: { Ada: 100, Bob: 98, Idle: 0 },
    open: 0,
  };
  await expect.poll(() => stored(after.session)).toEqual(both);

  const later = await kill(after, [0, 1]);
  expect(later.players[0]?.view()).toMatchObject({ phase: "intermission", round: 1, interrupted: true });
  expect(later.players.map(scoreOf)).toEqual([100, 98]);
  expect(later.players[0]?.view().players[ada?.welcome.playerId ?? ""]).toMatchObject({ streak: 1, rank: 1 });
  expect(await stored(later.session)).toEqual(both);
  await skipTo(later.host, "rapid");
  expect(later.host.view().round).toBe(2);
});

test("killed while last ballots come in and reveals begin, every acknowledged prediction is scored once", async () => {
  const web = await startKillableWeb(database.url);
  const games = await Promise.all(Array.from({ length: 9 }, () => playOn(web, { teams: 2 }, ["Ada", "Bob"])));
  for (const { host, players } of games) {
    const { showdown } = await skipTo(host, "showdown");
    for (const seat of players)
      expect(await seat.request("vote", { pairId: showdown?.id, verdict: "b", decisionMs: 9 })).toEqual(DONE);
  }
  const after = await killAmid(games, (seat) => seat.request("predict", { share: 0 }));
  const phases = after.map(({ host }) => host.view().phase);
  for (const { host, players } of after) {
    if (host.view().phase !== "showdown") continue;
    for (const seat of players) expect(await seat.request("predict", { share: 0 })).toMatchObject({ ok: true });
    await skipTo(host, "reveal").catch(() => {}); // it may end by itself meanwhile
  }
  for (const { session, host, players } of after) {
    await expect.poll(() => stored(session)).toMatchObject({ scores: { Ada: 100, Bob: 100 }, open: 0 });
    expect((await stored(session)).points.sort()).toEqual([
      ["Ada", 100],
      ["Bob", 100],
    ]);
    expect(players.map(scoreOf)).toEqual([100, 100]);
    expect(host.view().teams.map(({ score }) => score)).toEqual([100, 100]);
  }
  expect(phases).toEqual(phases.map(() => expect.stringMatching(/^(showdown|intermission)$/)));
});

test("a podium goes on with its rankings and picks", async () => {
  const before = await play({ mode: "podium" }, ["Ada", "Bob"]);
  const { podium } = await skipTo(before.host, "ranking");
  const ids = podium?.answers.map(({ id }) => id) ?? [];
  const [ada, bob] = before.players;
  const ranking = [...ids].reverse();
  expect(await ada?.request("rank", { podiumId: podium?.id, ranking, decisionMs: 9 })).toEqual(DONE);
  expect(await bob?.request("pick", { answerId: ranking[0] })).toEqual(DONE);

  const after = await kill(before);
  expect(after.host.view()).toMatchObject({ phase: "ranking", interrupted: true, podium: { id: podium?.id } });
  expect(after.host.view().podium?.answers.map(({ id }) => id)).toEqual(ids);
  expect(after.players.map(({ welcome }) => welcome.own)).toMatchObject([
    { ranking, pick: null },
    { ranking: null, pick: ranking[0] },
  ]);
  expect(after.host.view().players[ada?.welcome.playerId ?? ""]?.judged).toBe(1);
  const { podiumReveal } = await skipTo(after.host, "reveal");
  expect(podiumReveal).toMatchObject({ ballots: 1 });
  expect(after.players.map(scoreOf)).toEqual([0, 100]);
  const all = { points: [["Bob", 100]], scores: { Ada: 0, Bob: 100 }, open: 0 };
  await expect.poll(() => stored(after.session)).toEqual(all);
});

test("what was written before a crash is there after it, is paired, judged and wins", async () => {
  const before = await play({ mode: "bot", rounds: 1 }, ["Ada", "Bob", "Idle"]);
  await before.host.until((view) => view.phase === "writing");
  const text = (i: number) => `Light number ${i} scatters.`;
  for (const [i, seat] of before.players.slice(0, 2).entries())
    expect(await seat.request("write", { text: text(i) })).toEqual(DONE);

  const writing = await kill(before);
  expect(writing.host.view()).toMatchObject({ phase: "writing", interrupted: true });
  expect(writing.host.view().task).toEqual(before.host.view().task);
  expect(writing.players.map(({ welcome }) => welcome.own?.answer)).toEqual([text(0), text(1), undefined]);
  expect(await writing.players[0]?.request("write", { text: "Another." })).toEqual({ ok: true, duplicate: true });
  await skipTo(writing.host, "rapid");
  const isWritten = (given: string) => given.startsWith("Light number");
  const idle = writing.players[2];
  const dealt = await idle?.request("deal", { count: 8 });
  const met = dealt?.ok ? dealt.pairs.filter(({ a, b }) => isWritten(a) || isWritten(b)) : [];
  expect(met.length).toBeGreaterThan(2);
  const [first, ...rest] = met;
  const judge = (seat: Seat | undefined, pair: (typeof met)[0] | undefined) =>
    seat?.request("vote", { pairId: pair?.id, verdict: isWritten(pair?.a ?? "") ? "a" : "b", decisionMs: 9 });
  expect(await judge(idle, first)).toEqual(DONE);

  const rapid = await kill(writing);
  expect(rapid.host.view()).toMatchObject({ phase: "rapid", round: 1, interrupted: true });
  expect(rapid.host.view().players[idle?.welcome.playerId ?? ""]?.judged).toBe(1);
  const [, , judging] = rapid.players;
  for (const pair of rest) expect(await judge(judging, pair)).toEqual(DONE);
  const { showdown } = await skipTo(rapid.host, "showdown");
  const pair = showdown as (typeof met)[0];
  expect(await judge(judging, pair)).toEqual(DONE);

  const shown = await kill(rapid);
  expect(shown.host.view()).toMatchObject({ phase: "showdown", showdown: { id: pair.id } });
  expect(shown.players.map(({ welcome }) => welcome.own?.writer).filter(Boolean)).toHaveLength(1);
  await skipTo(shown.host, "reveal");
  const { players } = await shown.host.until((view) => view.entries.length > 0);
  const wins = (view: typeof players) =>
    Object.values(view)
      .map(({ nickname, wins: won }) => [nickname, won])
      .sort();
  expect(wins(players)).toEqual([
    ["Ada", 1],
    ["Bob", 1],
    ["Idle", 0],
  ]);
  const closed = await kill(shown);
  expect(wins(closed.host.view().players)).toEqual([
    ["Ada", 1],
    ["Bob", 1],
    ["Idle", 0],
  ]);
});

test("killed while last answers come in and are paired, all of them are paired once", async () => {
  const web = await startKillableWeb(database.url);
  const bot = { mode: "bot", rounds: 1 } as const;
  const games = await Promise.all(Array.from({ length: 9 }, () => playOn(web, bot, ["Ada", "Bob"])));
  for (const { host } of games) await host.until((view) => view.phase === "writing");
  // Each writer's own. Their ids are of no use: now and then one spells a word that is refused.
  const written = new Map<string, string>();
  const textOf = ({ welcome: { playerId } }: Seat): string => {
    const text = written.get(playerId) ?? `Light ${written.size} scatters.`;
    written.set(playerId, text);
    return text;
  };
  const write = (seat: Seat) => seat.request("write", { text: textOf(seat) });
  const after = await killAmid(games, write);
  for (const { host, players } of after) {
    if (host.view().phase === "writing") {
      for (const seat of players) expect(await write(seat)).toMatchObject({ ok: true });
      await skipTo(host, "rapid");
    }
    await host.until((view) => view.phase === "rapid");
    for (const [i, seat] of players.entries()) {
      const dealt = await seat.request("deal", { count: 8 });
      const texts = dealt.ok ? dealt.pairs.flatMap(({ a, b }) => [a, b]).join() : "";
      expect(texts).toContain(textOf(players[1 - i]!));
      expect(texts).not.toContain(textOf(seat));
    }
  }
});

test("a pause outlives the process that held it", async () => {
  const before = await play({}, ["Ada"]);
  await skipTo(before.host, "showdown");
  await tell(before.host, "pause");
  await expect
    .poll(() => sql`select paused from rounds where closed_at is null and beat = 'showdown'`)
    .toMatchObject([{ paused: true }]);
  const after = await kill(before);
  expect(after.host.view()).toMatchObject({ phase: "showdown", paused: true, remainingMs: 300_000 });
  await after.host.until((view) => !view.interrupted);
  expect(after.host.view()).toMatchObject({ phase: "showdown", paused: true });
  await tell(after.host, "resume");
  expect(await after.players[0]?.request("predict", { share: 0.5 })).toEqual(DONE);
});

test("an orderly stop closes a showdown with points and leaves a writing to be gone on with", async () => {
  const before = await play({}, ["Ada", "Bob"]);
  const bot = await postSession(before.web.port, { ...SLOW, mode: "bot", writingMs: 300_000 });
  const botHost = await takeSeat(before.web.port, bot.code, { hostToken: bot.hostToken });
  const writer = await takeSeat(before.web.port, bot.code, { nickname: "Ada" });
  await tell(botHost, "start");
  await botHost.until((view) => view.phase === "writing");
  await takeSeat(before.web.port, bot.code, { nickname: "Idle" });
  expect(await writer.request("write", { text: "Light scatters." })).toEqual(DONE);
  const { showdown } = await skipTo(before.host, "showdown");
  await before.players[0]?.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 9 });
  expect(await before.players[1]?.request("predict", { share: 1 })).toEqual(DONE);
  expect(await before.web.kill("SIGTERM")).toBe(0);
  expect(await stored(before.session)).toEqual({ points: [["Bob", 100]], scores: { Ada: 0, Bob: 100 }, open: 0 });

  const next = await startKillableWeb(database.url);
  const back = await takeSeat(next.port, before.session.code, { token: before.players[1]?.welcome.token });
  expect(back.view()).toMatchObject({ phase: "intermission", interrupted: true });
  expect(scoreOf(back)).toBe(100);
  const own = await takeSeat(next.port, bot.code, { token: writer.welcome.token });
  expect(own.view()).toMatchObject({ phase: "writing" });
  expect(own.welcome.own).toMatchObject({ answer: "Light scatters." });
});
