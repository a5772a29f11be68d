import postgres from "postgres";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { createSessionsStore } from "../../../../server/store/sessions/sessions-store.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { setScores } from "../../../support/database.ts";
import { newPair, newPlayer, newRound, newSession, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const NO_ID = "00000000-0000-4000-8000-000000000000";

test("a session is found by its code, however typed, until it's finished", async () => {
  const { sessions } = opened.stores;
  const { session } = await sessions.create({ ...DEFAULT_SETTINGS, title: "Room 7" });
  expect(session.code).toMatch(/^[BCDFGHJKMNPQRSTVWX]{4}$/);
  expect(await sessions.byCode(` ${session.code.toLowerCase()} `)).toEqual(session);
  expect(session.settings.title).toBe("Room 7");
  await sessions.finish(session.id);
  expect(await sessions.byCode(session.code)).toBeNull();
});

test("text that can't be a code or an id finds nothing", async () => {
  const { sessions, players } = opened.stores;
  for (const bad of ["", "A", "\0\0\0\0", "ABCD'; drop table sessions", "ÄÖÜß", "x".repeat(10_000)]) {
    expect(await sessions.byCode(bad)).toBeNull();
    expect(await sessions.isHost(bad, bad)).toBe(false);
    expect(await players.byToken(bad, bad)).toBeNull();
  }
});

test("the host token opens its own session only, and isn't stored", async () => {
  const { sessions } = opened.stores;
  const one = await sessions.create(DEFAULT_SETTINGS);
  const other = await sessions.create(DEFAULT_SETTINGS);
  expect(Buffer.from(one.hostToken, "base64url")).toHaveLength(32);
  expect(await sessions.isHost(one.session.id, one.hostToken)).toBe(true);
  expect(await sessions.isHost(one.session.id, other.hostToken)).toBe(false);
  expect(await sessions.isHost(NO_ID, one.hostToken)).toBe(false);
  const sql = postgres(opened.url, { max: 1 });
  const [row] = await sql`select row_to_json(sessions)::text as row from sessions where id = ${one.session.id}`;
  await sql.end();
  expect(row?.row).not.toContain(one.hostToken);
  expect(row?.row).not.toContain(Buffer.from(one.hostToken, "base64url").toString("hex"));
});

test("no two open sessions share a code; a taken code leads to another, and at last to five letters", async () => {
  const { db, sql } = connect(opened.url, 2);
  const letters = [...Array(4).fill(0), ...Array(8 * 4).fill(0), 1, 1, 1, 1, 1, ...Array(99).fill(0)];
  const sessions = createSessionsStore(db, () => letters.shift() ?? 0);
  expect((await sessions.create(DEFAULT_SETTINGS)).session.code).toBe("BBBB");
  expect((await sessions.create(DEFAULT_SETTINGS)).session.code).toBe("CCCCC");
  expect((await sessions.create(DEFAULT_SETTINGS)).session.code).toBe("BBBBB");
  await expect(sessions.create(DEFAULT_SETTINGS)).rejects.toThrow(/join codes/);
  const first = await sessions.byCode("BBBB");
  await sessions.finish(first?.id ?? "");
  letters.length = 0;
  expect((await sessions.create(DEFAULT_SETTINGS)).session.code).toBe("BBBB");
  await sql.end();
});

test("recent sessions come newest first, with their players and votes", async () => {
  const { stores } = opened;
  const { session, round, players } = await newRound(stores, { players: 3 });
  await stores.pool.add(1, [newPair({ kind: "showdown" })]);
  const pair = await stores.pool.dealShowdown({ arenaId: 1, roundId: round.id });
  await stores.votes.cast(players.slice(1).map((player) => newVote(pair!, round.id, player.id)));
  const later = await newSession(stores);
  const recent = await stores.sessions.recent(10);
  expect(recent.map(({ id, players, votes }) => ({ id, players, votes }))).toEqual([
    { id: later.id, players: 0, votes: 0 },
    { id: session.id, players: 3, votes: 2 },
  ]);
  expect(await stores.sessions.recent(1)).toHaveLength(1);
});

test("a nickname is taken in any case and width, in one session only", async () => {
  const { players } = opened.stores;
  const [here, there] = [await newSession(opened.stores), await newSession(opened.stores)];
  const join = (sessionId: string, nickname: string) => players.join({ sessionId, nickname, avatar: 0 });
  expect(await join(here.id, "Ann Lee")).toMatchObject({ player: { nickname: "Ann Lee", score: 0, kicked: false } });
  for (const same of ["ann lee", "ANN  LEE", " Ａｎｎ Ｌｅｅ "]) expect(await join(here.id, same)).toBe("taken");
  for (const unseen of ["Ann\u200d Lee", "An\u200cn Lee", "Ann Lee\ufe0f"])
    expect(await join(here.id, unseen)).toBe("taken");
  expect(await join(here.id, "می\u200cخواهم")).toMatchObject({ player: { nickname: "می\u200cخواهم" } });
  expect(await join(there.id, "ann lee")).toMatchObject({ player: { nickname: "ann lee" } });
  await expect(join(here.id, "   ")).rejects.toThrow();
  await expect(join(NO_ID, "Bob")).rejects.toThrow();
});

test("of many who want one nickname at the same moment, one gets it", async () => {
  const session = await newSession(opened.stores);
  const join = () => opened.stores.players.join({ sessionId: session.id, nickname: "Zoe", avatar: 2 });
  const results = await Promise.all(Array.from({ length: 20 }, join));
  expect(results.filter((result) => result !== "taken")).toHaveLength(1);
});

test("a token finds its player again, in that session only", async () => {
  const { players } = opened.stores;
  const [here, there] = [await newSession(opened.stores), await newSession(opened.stores)];
  const joined = await players.join({ sessionId: here.id, nickname: "Ann", avatar: 5 });
  if (typeof joined === "string") throw new Error(joined);
  expect(await players.byToken(here.id, joined.token)).toEqual(joined.player);
  expect(await players.byToken(there.id, joined.token)).toBeNull();
  expect(await players.byToken(here.id, `${joined.token}x`)).toBeNull();
});

test("a player is stored with where the seat was taken from, and a session with its places", async () => {
  const { players, sessions } = opened.stores;
  const session = await newSession(opened.stores);
  const join = (nickname: string, address: string | null) =>
    players.join({ sessionId: session.id, nickname, avatar: 5, address });
  await join("Ann", "00ff00ff00ff00ff");
  await join("Bob", null);
  expect(await players.ofSession(session.id)).toMatchObject([{ address: "00ff00ff00ff00ff" }, { address: null }]);
  await sessions.setPlaces(session.id, 120);
  expect((await sessions.byCode(session.code))?.settings).toEqual({ ...session.settings, maxPlayers: 120 });
});

test("the installation's secret stays what it is", async () => {
  const { installation } = opened.stores;
  expect(await installation.secret()).toMatch(/^[0-9a-f-]{36}$/);
  expect(await installation.secret()).toBe(await installation.secret());
});

test("points show in the score; kicking shows; players are listed in the order of joining", async () => {
  const { stores } = opened;
  const session = await newSession(stores);
  const ann = await newPlayer(stores, session.id);
  const bob = await newPlayer(stores, session.id);
  const points = new Map([
    [ann.id, 2.5],
    [bob.id, -1],
  ]);
  await setScores(opened.url, points);
  await stores.players.kick(bob.id);
  expect(await stores.players.ofSession(session.id)).toEqual([
    { ...ann, score: 2.5 },
    { ...bob, score: -1, kicked: true },
  ]);
});

test("the leaderboard adds up one nickname's sessions, best first, without those who were kicked or are absent", async () => {
  const { stores } = opened;
  const [first, second] = [await newSession(stores), await newSession(stores)];
  const join = async (sessionId: string, nickname: string, score: number) => {
    const joined = await stores.players.join({ sessionId, nickname, avatar: 0 });
    if (typeof joined === "string") throw new Error(joined);
    await setScores(opened.url, new Map([[joined.player.id, score]]));
    return joined.player;
  };
  await join(first.id, "Ann", 5);
  const bob = await join(first.id, "Bob", 9);
  await stores.players.kick((await join(first.id, "Eve", 99)).id);
  await join(second.id, "ANN", 7);
  expect(await stores.leaderboard.players(MAIN_ARENA, null, 10)).toEqual([
    { nickname: "ANN", score: 12, votes: 0, sessions: 2 },
    { nickname: "Bob", score: 9, votes: 0, sessions: 1 },
  ]);
  expect(await stores.leaderboard.players(MAIN_ARENA, null, 1)).toHaveLength(1);
  await stores.players.setAbsent(bob.id, true);
  for (const since of [null, new Date(Date.now() - 60_000)]) {
    expect((await stores.leaderboard.players(MAIN_ARENA, since, 10)).map(({ nickname }) => nickname)).toEqual(["ANN"]);
  }
  expect(await stores.leaderboard.players(MAIN_ARENA, new Date(Date.now() + 60_000), 10)).toEqual([]);
});

test("of a period the leaderboard has who played in it, whenever they joined, with what they earned and gave in it", async () => {
  const { stores } = opened;
  const { session, round, players } = await newRound(stores, { players: 3 });
  const [regular, gone, starting] = players.map(({ id }) => id) as [string, string, string];
  const judge = async (roundId: string, playerId: string, share: number) => {
    await stores.pool.add(MAIN_ARENA, [newPair()]);
    const [pair] = await stores.pool.dealToPlayer({ arenaId: MAIN_ARENA, roundId, playerId, count: 1 });
    await stores.votes.cast([newVote(pair!, roundId, playerId)]);
    await stores.predictions.predict({ roundId, playerId, share });
  };
  const points = new Map([regular, gone].map((id) => [id, 40]));
  for (const id of [regular, gone]) await judge(round.id, id, 0.5);
  await stores.rounds.close(round.id, points);
  const sql = postgres(opened.url, { max: 1 });
  await sql`update rounds set closed_at = now() - interval '3 days'`;
  await sql`update players set joined_at = now() - interval '3 days'`;
  await sql.end();
  const today = await stores.rounds.open({ sessionId: session.id, index: 2 });
  await judge(today.id, regular, 0.4);
  await stores.rounds.close(today.id, new Map([[regular, 7]]));
  const open = await stores.rounds.open({ sessionId: session.id, index: 3 });
  await judge(open.id, starting, 0.4);

  const since = new Date(Date.now() - 86_400_000);
  const nameOf = new Map((await stores.players.ofSession(session.id)).map(({ id, nickname }) => [id, nickname]));
  expect(await stores.leaderboard.players(MAIN_ARENA, since, 10)).toEqual([
    { nickname: nameOf.get(regular), score: 7, votes: 1, sessions: 1 },
    { nickname: nameOf.get(starting), score: 0, votes: 0, sessions: 1 },
  ]);
  expect(await stores.leaderboard.players(MAIN_ARENA, null, 10)).toMatchObject([
    { nickname: nameOf.get(regular), score: 47, votes: 2 },
    { nickname: nameOf.get(gone), score: 40, votes: 1 },
    { nickname: nameOf.get(starting), score: 0, votes: 0 },
  ]);
});

test("a session from before there were modes has the default ones", async () => {
  const { id, code } = await newSession(opened.stores);
  const sql = postgres(opened.url, { max: 1 });
  await sql`update sessions set settings = settings - 'mode' - 'teams' - 'packId' - 'writingMs' || '{"title": "Old"}' where id = ${id}`;
  const [raw] = await sql`select jsonb_typeof(settings) as type from sessions where id = ${id}`;
  await sql.end();
  expect(raw?.type).toBe("object");
  expect((await opened.stores.sessions.byCode(code))?.settings).toEqual({ ...DEFAULT_SETTINGS, title: "Old" });
});

test("of many processes that look for the drop-in session at once, all find the same one", async () => {
  const found = await Promise.all(
    [1, 2, 3, 4].map(() => opened.stores.sessions.dropIn({ ...DEFAULT_SETTINGS, rounds: 0 })),
  );
  expect(new Set(found.map(({ id }) => id)).size).toBe(1);
  await opened.stores.sessions.finish(found[0]!.id);
  expect((await opened.stores.sessions.dropIn(DEFAULT_SETTINGS)).id).not.toBe(found[0]!.id);
});
