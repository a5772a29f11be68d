import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { resumeGame } from "../../../../server/game/round/resume-game.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import type { Verdict } from "../../../../shared/round/votes/verdict.ts";
import { newPair, newPlayer, newRound, newVote, withStores } from "../../../support/open-arena.ts";

/** Points and the scores that they add up to: stored with the closing of their round, once, wholly or not at all. */

const opened = withStores();
const arenaId = MAIN_ARENA;

/** An open round whose showdown every player has judged and predicted, and a connection of one's own. */
async function showdown(ballots: readonly (readonly [Verdict, number])[]) {
  const { stores } = opened;
  const { session, round, players } = await newRound(stores, { players: ballots.length });
  await stores.pool.add(arenaId, [newPair({ kind: "showdown" })]);
  const pair = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
  const ids = players.map(({ id }) => id);
  for (const [i, [verdict, share]] of ballots.entries()) {
    await stores.votes.cast([newVote(pair, round.id, ids[i]!, verdict)]);
    await stores.predictions.predict({ roundId: round.id, playerId: ids[i]!, share });
  }
  const { sql } = connect(opened.url, 2);
  onTestFinished(() => sql.end({ timeout: 5 }));
  return { stores, session, round, ids, pair, sql };
}

async function stored(sql: postgres.Sql, ids: readonly string[]) {
  const rows = await sql<{ id: string; score: number; points: number | null }[]>`
    select players.id, score, points from players left join predictions on player_id = players.id`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    points: ids.map((id) => byId.get(id)?.points ?? null),
    scores: ids.map((id) => byId.get(id)?.score),
  };
}

test("C4 points come with the closing and raise the scores once, however often and at once it is done", async () => {
  const { stores, round, ids, sql } = await showdown([
    ["a", 1],
    ["a", 0.5],
    ["b", 0],
  ]);
  const points = new Map([
    [ids[0]!, 40],
    [ids[1]!, -7.5],
  ]);
  await Promise.all(Array.from({ length: 8 }, () => stores.rounds.close(round.id, points)));
  expect(await stored(sql, ids)).toEqual({ points: [40, -7.5, null], scores: [40, -7.5, 0] });
  await stores.rounds.close(
    round.id,
    new Map([
      [ids[0]!, 99],
      [ids[2]!, 5],
    ]),
  );
  expect(await stored(sql, ids)).toEqual({ points: [40, -7.5, 5], scores: [40, -7.5, 5] });
});

test("C4 without the game's points the stored ballots are scored, without players who were removed", async () => {
  const { stores, round, ids, sql } = await showdown([
    ["a", 1],
    ["a", 0.5],
    ["b", 0],
    ["b", 0],
  ]);
  await stores.players.kick(ids[3]!);
  await stores.rounds.close(round.id);
  // Of the others one said A and one B, or both said A.
  expect(await stored(sql, ids)).toEqual({ points: [-500, 0, -1_500, null], scores: [-500, 0, -1_500, 0] });
});

test("C4 S4 a prediction that nobody else judged has no points, now and later", async () => {
  const { stores, round, ids, sql } = await showdown([["a", 1]]);
  for (let i = 0; i < 2; i++) await stores.rounds.close(round.id);
  expect(await stored(sql, ids)).toEqual({ points: [null], scores: [0] });
});

test("C4 K3 a podium's picks are scored by the rankings that its verdicts amount to", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 3 });
  await stores.pool.add(arenaId, [newPair(), newPair()]);
  const podium = (await stores.pool.dealPodium({ arenaId, roundId: round.id }))!;
  const order = podium.answers.map(({ id }) => id);
  const ids = players.map(({ id }) => id);
  const cast = (playerId: string, ranking: readonly string[]) =>
    stores.votes.cast(
      podium.pairs.map(({ id: pairId, answerA, answerB }) => ({
        ...{ pairId, playerId, roundId: round.id, decisionMs: 9 },
        verdict: ranking.indexOf(answerA) < ranking.indexOf(answerB) ? "a" : "b",
      })),
    );
  await cast(ids[0]!, order);
  await cast(ids[1]!, [...order].reverse());
  for (const playerId of ids) await stores.predictions.pick({ roundId: round.id, playerId, answerId: order[0]! });
  expect((await stores.pastRounds.putInto(round.id)).ballots.ranking).toEqual(
    new Map([
      [ids[0], { ranking: order, pick: order[0], locked: false }],
      [ids[1], { ranking: [...order].reverse(), pick: order[0], locked: false }],
      [ids[2], { ranking: null, pick: order[0], locked: false }],
    ]),
  );
  await stores.rounds.close(round.id);
  const { sql } = connect(opened.url, 1);
  expect(await stored(sql, ids)).toEqual({ points: [-167, 500, 167], scores: [-167, 500, 167] });
  await sql.end();
});

test("C4 a closed round whose points got lost has them when it is closed again", async () => {
  const { stores, round, ids, sql } = await showdown([
    ["a", 1],
    ["a", 1],
  ]);
  await stores.rounds.close(round.id);
  await sql`update predictions set points = null`;
  await sql`update players set score = 0`;
  await Promise.all([stores.rounds.close(round.id), stores.rounds.close(round.id)]);
  expect(await stored(sql, ids)).toEqual({ points: [500, 500], scores: [500, 500] });
  expect(await stores.comparisons.after(arenaId, 0, 10)).toHaveLength(1);
});

test("C4 a closing that is cut off in the middle leaves nothing half, and is done whole the next time", async () => {
  const { stores, session, round, ids, sql } = await showdown([
    ["a", 1],
    ["a", 1],
  ]);
  const blocker = connect(opened.url, 1);
  const [locked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = blocker.sql.begin(async (tx) => {
    await tx`select from players where id = ${ids[1]!} for update`;
    locked.resolve();
    await held.promise;
  });
  await locked.promise;
  const closing = stores.rounds.close(round.id);
  closing.catch(() => {});
  const isWaiting = () => sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await isWaiting()).length, { timeout: 5_000 }).toBe(1);
  await sql`select pg_cancel_backend(${(await isWaiting())[0]!.pid})`;
  await expect(closing).rejects.toThrow();
  held.resolve();
  await holding;
  await blocker.sql.end();
  expect(await stored(sql, ids)).toEqual({ points: [null, null], scores: [0, 0] });
  expect(await stores.comparisons.after(arenaId, 0, 10)).toEqual([]);
  expect((await stores.pastRounds.latest(session.id))?.closedForMs).toBeNull();
  await stores.rounds.close(round.id);
  expect(await stored(sql, ids)).toEqual({ points: [500, 500], scores: [500, 500] });
  expect(await stores.comparisons.after(arenaId, 0, 10)).toHaveLength(1);
});

test("C6 rounds whose session no room holds are closed with points; those of rooms that run are not, and paused ones a day later", async () => {
  const { stores, session, round, ids, sql } = await showdown([
    ["a", 1],
    ["a", 1],
  ]);
  const isOpen = async () => (await stores.pastRounds.latest(session.id))?.closedForMs === null;
  const age = (interval: string) => sql`update rounds set opened_at = now() - ${interval}::text::interval`;
  const HALF_AN_HOUR = 30 * 60_000;
  await age("29 minutes");
  expect(await stores.rounds.closeAbandoned(HALF_AN_HOUR)).toBe(0);
  await age("3 days");
  await stores.leases.take(session.id, "web-1");
  expect(await stores.rounds.closeAbandoned(HALF_AN_HOUR)).toBe(0);
  const left = (interval: string) => sql`update room_leases set expires_at = now() - ${interval}::text::interval`;
  await left("29 minutes");
  expect(await stores.rounds.closeAbandoned(HALF_AN_HOUR)).toBe(0);
  await stores.rounds.keepBeat({ roundId: round.id, beat: "showdown", step: 0, paused: true });
  await left("24 hours");
  expect(await stores.rounds.closeAbandoned(HALF_AN_HOUR)).toBe(0);
  expect(await isOpen()).toBe(true);
  await left("25 hours");
  expect(await stores.rounds.closeAbandoned(HALF_AN_HOUR)).toBe(1);
  expect(await isOpen()).toBe(false);
  expect(await stored(sql, ids)).toEqual({ points: [500, 500], scores: [500, 500] });
});

test("C5 an endless game's round is closed with points, and the game waits for its next player", async () => {
  const { stores, session, round, ids, sql } = await showdown([
    ["a", 1],
    ["a", 1],
  ]);
  const endless = { ...session, settings: { ...session.settings, rounds: 0 } };
  await stores.rounds.keepBeat({ roundId: round.id, beat: "showdown", step: 0, paused: false });
  const { state, effects } = await resumeGame(stores, endless, 500);
  expect(state).toMatchObject({ phase: { name: "lobby" }, round: 1, players: new Map(), interruptedUntil: 10_500 });
  expect(effects).toEqual([]);
  expect(await stored(sql, ids)).toEqual({ points: [500, 500], scores: [500, 500] });
});

test("C3 players of a round that was closed long ago aren't told of an interruption", async () => {
  const { stores, session, round, ids, sql } = await showdown([
    ["a", 1],
    ["a", 1],
  ]);
  await stores.rounds.close(round.id);
  const resumed = async () => (await resumeGame(stores, session, 500)).state;
  expect(await resumed()).toMatchObject({ phase: { name: "intermission" }, interruptedUntil: 10_500 });
  await sql`update rounds set closed_at = now() - interval '2 minutes'`;
  const later = await resumed();
  expect(later).toMatchObject({ phase: { name: "intermission" }, interruptedUntil: null, learning: { votes: 2 } });
  expect(later.players.get(ids[0]!)).toMatchObject({ score: 500, streak: 1, wins: 0 });
});

test("the beat under way is kept while its round is open", async () => {
  const { stores, session, round } = await showdown([["a", 1]]);
  const latest = () => stores.pastRounds.latest(session.id);
  expect(await latest()).toEqual({ ...round, beat: null, step: 0, paused: false, closedForMs: null, prompt: null });
  await stores.rounds.keepBeat({ roundId: round.id, beat: "gathering", step: 0, paused: false });
  await stores.rounds.keepBeat({ roundId: round.id, beat: "rapid", step: 0, paused: true });
  expect(await latest()).toMatchObject({ beat: "rapid", step: 0, paused: true });
  await stores.rounds.close(round.id);
  await stores.rounds.keepBeat({ roundId: round.id, beat: "showdown", step: 0, paused: false });
  await sleep(20);
  expect(await latest()).toMatchObject({ beat: "rapid", paused: true, closedForMs: expect.any(Number) });
  expect((await latest())?.closedForMs).toBeGreaterThanOrEqual(20);
});

test("what a round holds, and what came of those before it, is found again", async () => {
  const { stores, session, round, ids, pair } = await showdown([
    ["a", 1],
    ["bothBad", 0.5],
  ]);
  await stores.pool.add(arenaId, [newPair(), newPair({ kind: "showdown" })]);
  const kicked = await newPlayer(stores, session.id);
  await stores.predictions.predict({ roundId: round.id, playerId: kicked.id, share: 0 });
  await stores.players.kick(kicked.id);
  const [rapid] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ids[0]!, count: 1 });
  await stores.votes.cast([newVote(rapid!, round.id, ids[0]!)]);
  await stores.reports.hide(session.id, pair.a.id, true);
  const ballots = {
    ranking: new Map(),
    showdown: new Map([
      [ids[0], { verdict: "a", share: 1, locked: false }],
      [ids[1], { verdict: "bothBad", share: 0.5, locked: false }],
    ]),
  };
  expect(await stores.pastRounds.putInto(round.id)).toEqual({
    ...{ ballots, answers: new Map() },
    ...{
      judged: new Map([
        [ids[0], 2],
        [ids[1], 1],
      ]),
      hidden: [pair.a.id],
    },
  });
  expect(await stores.pastRounds.ofSession(session.id)).toMatchObject({ ballots: [], wins: new Map(), votes: 0 });
  await stores.rounds.close(round.id);
  await stores.rounds.open({ sessionId: session.id, index: 2 });
  expect(await stores.pastRounds.ofSession(session.id)).toEqual({
    ...{ ballots: [ballots], wins: new Map(), votes: 3 },
    played: new Set([...ids, kicked.id]),
  });
});
