import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { NewVote } from "../../../../server/ports/rounds.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { votes as votesTable } from "../../../../server/store/schema/votes.ts";
import { insertVotes } from "../../../../server/store/votes/votes-store.ts";
import type { VerdictChoice } from "../../../../shared/round/votes/verdict.ts";
import { newPair, newPlayer, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

async function showdown(players: number) {
  const { stores } = opened;
  const opening = await newRound(stores, { players });
  await stores.pool.add(arenaId, [newPair({ kind: "showdown" })]);
  const pair = await stores.pool.dealShowdown({ arenaId, roundId: opening.round.id });
  if (pair === null) throw new Error("The pool was filled");
  return { ...opening, pair };
}

test("every player of the session may judge the showdown, and change their mind until it closes", async () => {
  const { round, players, pair } = await showdown(4);
  const { votes } = opened.stores;
  const verdicts = ["a", "b", "tie", "bothBad"] as const;
  const cast = players.map((player, i) => newVote(pair, round.id, player.id, verdicts[i]));
  expect(await votes.cast(cast)).toEqual(Array(4).fill("accepted"));
  expect(await votes.cast(cast)).toEqual(Array(4).fill("duplicate"));
  expect(await votes.ofPair(pair.id)).toEqual({ a: 1, b: 1, tie: 1, bothBad: 1 });
  const changed = cast.map((vote) => ({ ...vote, verdict: "a" as const, decisionMs: 5_000, measuredMs: 6_000 }));
  expect(await votes.cast(changed)).toEqual(["duplicate", "accepted", "accepted", "accepted"]);
  expect(await votes.ofPair(pair.id)).toEqual({ a: 4, b: 0, tie: 0, bothBad: 0 });
  const { db, sql } = connect(opened.url, 1);
  const rows = await db.select().from(votesTable).where(eq(votesTable.pairId, pair.id));
  const times = rows.map(({ decisionMs, measuredMs }) => [decisionMs, measuredMs]);
  expect(times.sort()).toEqual([
    [5_000, 6_000],
    [5_000, 6_000],
    [5_000, 6_000],
    [900, null],
  ]);
  await sql.end();
  await opened.stores.rounds.close(round.id);
  expect(await votes.cast([newVote(pair, round.id, players[0]!.id, "b")])).toEqual(["unknown"]);
  expect((await votes.ofPair(pair.id)).a).toBe(4);
});

test("of a player's verdicts in one call the last one counts, and a rapid verdict is final", async () => {
  const { round, players, pair } = await showdown(1);
  const [ann] = [players[0]!.id];
  const { votes, pool } = opened.stores;
  const says = (...verdicts: readonly VerdictChoice[]) =>
    verdicts.map((verdict) => newVote(pair, round.id, ann, verdict));
  expect(await votes.cast(says("a", "b", "tie"))).toEqual(["accepted", "accepted", "accepted"]);
  expect(await votes.ofPair(pair.id)).toEqual({ a: 0, b: 0, tie: 1, bothBad: 0 });
  await pool.add(arenaId, [newPair()]);
  const [rapid] = await pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ann, count: 1 });
  expect(await votes.cast([newVote(rapid!, round.id, ann, "a")])).toEqual(["accepted"]);
  const later = (["b", "cantJudge"] as const).map((verdict) => newVote(rapid!, round.id, ann, verdict));
  expect(await votes.cast(later.slice(0, 1))).toEqual(["duplicate"]);
  expect(await votes.cast(later.slice(1))).toEqual(["duplicate"]);
  expect(await votes.ofPair(rapid!.id)).toEqual({ a: 1, b: 0, tie: 0, bothBad: 0 });
});

test("who can't judge has no vote, whatever they said before, and has one again when they do judge", async () => {
  const { round, players, pair } = await showdown(2);
  const { votes, rounds, pool } = opened.stores;
  const [ann, bob] = players.map(({ id }) => id) as [string, string];
  const cast = async (playerId: string, verdict: VerdictChoice) =>
    (await votes.cast([newVote(pair, round.id, playerId, verdict)]))[0];
  const counts = async () => Object.values(await votes.ofPair(pair.id)).join("");
  expect([await cast(ann, "a"), await cast(ann, "cantJudge"), await cast(ann, "cantJudge")]).toEqual([
    ...["accepted", "accepted", "duplicate"],
  ]);
  expect(await counts()).toBe("0000");
  const { ballots } = await opened.stores.pastRounds.putInto(round.id);
  expect(ballots.showdown.get(ann)).toEqual({ verdict: "cantJudge", share: null, locked: false });
  expect([await cast(ann, "b"), await cast(bob, "cantJudge")]).toEqual(["accepted", "accepted"]);
  expect(await counts()).toBe("0100");
  await pool.add(arenaId, [newPair(), newPair()]);
  const hand = await pool.dealToPlayer({ arenaId, roundId: round.id, playerId: bob, count: 2 });
  expect(await votes.cast([newVote(hand[0]!, round.id, bob, "cantJudge")])).toEqual(["accepted"]);
  expect((await pool.heldBy({ roundId: round.id, playerId: bob })).map(({ id }) => id)).toEqual([hand[1]!.id]);
  // No comparison is made of what nobody judged.
  expect(await rounds.close(round.id)).toEqual({ comparisons: 1, votes: 1 });
});

test("a statement that was delayed, and arrives after the player has changed their mind, changes nothing", async () => {
  const { round, players, pair } = await showdown(1);
  const { sql } = connect(opened.url, 2);
  const vote = (order: number, verdict: VerdictChoice) => ({
    ...newVote(pair, round.id, players[0]!.id, verdict),
    ...{ order, id: `44444444-4444-4444-8444-${String(order).padStart(12, "0")}` },
  });
  const insert = (order: number, verdict: VerdictChoice) => insertVotes(sql, [vote(order, verdict)], 0);
  expect(await insert(20, "b")).toEqual(["accepted"]);
  expect(await insert(10, "a")).toEqual(["unknown"]);
  expect(await insert(30, "cantJudge")).toEqual(["accepted"]);
  expect(await insert(25, "tie")).toEqual(["unknown"]);
  expect(await opened.stores.votes.ofPair(pair.id)).toEqual({ a: 0, b: 0, tie: 0, bothBad: 0 });
  expect(await insert(40, "bothBad")).toEqual(["accepted"]);
  expect(await insert(35, "cantJudge")).toEqual(["unknown"]);
  expect((await opened.stores.votes.ofPair(pair.id)).bothBad).toBe(1);
  await sql.end();
});

test("one vote cast many times at once counts once, in one call as in many", async () => {
  const { round, players, pair } = await showdown(1);
  const vote = newVote(pair, round.id, players[0]!.id);
  const { db: _db, sql } = connect(opened.url, 5);
  const direct = (id: number) =>
    insertVotes(sql, [{ ...vote, order: id, id: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}` }], 0);
  const parallel = await Promise.all([
    opened.stores.votes.cast([vote, vote, vote]),
    opened.stores.votes.cast([vote]),
    ...Array.from({ length: 20 }, (_, id) => direct(id)),
  ]);
  await sql.end();
  expect(parallel.flat().filter((outcome) => outcome === "accepted")).toHaveLength(1);
  expect(parallel.flat().filter((outcome) => outcome === "duplicate")).toHaveLength(23);
  expect((await opened.stores.votes.ofPair(pair.id)).a).toBe(1);
});

test("inserting the same votes again, as after a lost connection, accepts them again and stores nothing new", async () => {
  const { round, players, pair } = await showdown(2);
  const { sql } = connect(opened.url, 2);
  const ids = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
  const batch = players.map((player, i) => ({ ...newVote(pair, round.id, player.id), order: i, id: ids[i] ?? "" }));
  expect(await insertVotes(sql, batch.slice(0, 1), 0)).toEqual(["accepted"]);
  expect(await insertVotes(sql, batch, 0)).toEqual(["accepted", "accepted"]);
  await opened.stores.rounds.close(round.id);
  expect(await insertVotes(sql, batch, 0)).toEqual(["accepted", "accepted"]);
  expect((await opened.stores.votes.ofPair(pair.id)).a).toBe(2);
  await sql.end();
});

test("a vote on a pair that isn't the player's to judge is unknown and doesn't disturb its neighbours", async () => {
  const { stores } = opened;
  const { round, players, pair, session } = await showdown(2);
  const elsewhere = await newRound(stores, { players: 1 });
  await stores.pool.add(arenaId, [newPair()]);
  const [ann, bob] = [players[0]!.id, players[1]!.id];
  const [rapid] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ann, count: 1 });
  const kicked = await newPlayer(stores, session.id);
  await stores.players.kick(kicked.id);
  const noId = "00000000-0000-4000-8000-000000000000";
  const cases: [NewVote, string][] = [
    [newVote(rapid!, round.id, bob), "unknown"], // dealt to Ann
    [newVote(rapid!, round.id, ann), "accepted"],
    [newVote(pair, round.id, elsewhere.players[0]!.id), "unknown"], // of another session
    [newVote(pair, elsewhere.round.id, ann), "unknown"], // of another round
    [newVote(pair, round.id, kicked.id), "unknown"],
    [{ ...newVote(pair, round.id, ann), pairId: noId }, "unknown"],
    [{ ...newVote(pair, round.id, ann), pairId: "'; drop table votes; --" }, "unknown"],
    [{ ...newVote(pair, round.id, ann), playerId: "" }, "unknown"],
    [{ ...newVote(pair, round.id, ann), roundId: "\0" }, "unknown"],
    [newVote(pair, round.id, bob), "accepted"],
  ];
  expect(await stores.votes.cast(cases.map(([vote]) => vote))).toEqual(cases.map(([, outcome]) => outcome));
  expect(await stores.votes.cast([])).toEqual([]);
  expect(await stores.votes.ofPair("no id")).toEqual({ a: 0, b: 0, tie: 0, bothBad: 0 });
});

test("the measured time is stored beside what the client said, and is null where there is none", async () => {
  const { round, players, pair } = await showdown(3);
  const { db, sql } = connect(opened.url, 1);
  const cast = players.map((player, i) => ({
    ...newVote(pair, round.id, player.id),
    measuredMs: [0, 1_234, null][i] ?? null,
  }));
  await opened.stores.votes.cast(cast);
  const rows = await db.select().from(votesTable);
  await sql.end();
  const stored = new Map(rows.map((row) => [row.playerId, [row.decisionMs, row.measuredMs]]));
  expect(players.map(({ id }) => stored.get(id))).toEqual([
    [900, 0],
    [900, 1_234],
    [900, null],
  ]);
});

test("values that no client of ours can send are errors, and store nothing", async () => {
  const { round, players, pair } = await showdown(1);
  const { votes } = opened.stores;
  const vote = newVote(pair, round.id, players[0]!.id);
  for (const decisionMs of [-1, 0.5, Number.NaN, 1e12]) {
    await expect(votes.cast([{ ...vote, decisionMs }])).rejects.toThrow(RangeError);
    await expect(votes.cast([{ ...vote, measuredMs: decisionMs }])).rejects.toThrow(RangeError);
  }
  await expect(votes.cast([{ ...vote, verdict: JSON.parse('"c"') }])).rejects.toThrow(RangeError);
  expect(await votes.cast([vote])).toEqual(["accepted"]);
});

test("every vote that was accepted while a round closed is in its comparisons; the others were refused", async () => {
  const { stores } = opened;
  const { round, players, pair } = await showdown(60);
  const late: Promise<readonly string[]>[] = [];
  const { sql } = connect(opened.url, 6);
  for (const [i, player] of players.entries()) {
    const id = `33333333-3333-4333-8333-${String(i).padStart(12, "0")}`;
    late.push(insertVotes(sql, [{ ...newVote(pair, round.id, player.id), order: i, id }], 0));
  }
  const closed = await stores.rounds.close(round.id);
  const outcomes = (await Promise.all(late)).flat();
  const accepted = outcomes.filter((outcome) => outcome === "accepted").length;
  expect(accepted).toBe(closed.votes);
  expect(outcomes.filter((outcome) => outcome === "unknown")).toHaveLength(60 - accepted);
  await sql.end();
});

test("a player's last prediction counts, until they lock in or the round closes", async () => {
  const { round, players } = await showdown(2);
  const { predictions } = opened.stores;
  const [ann, bob] = [players[0]!.id, players[1]!.id];
  const predict = (playerId: string, share: number) => predictions.predict({ roundId: round.id, playerId, share });
  expect(await predict(ann, 0.25)).toBe("accepted");
  expect(await predict(ann, 0.25)).toBe("duplicate");
  expect(await predict(ann, 0.75)).toBe("accepted");
  const lock = (playerId: string) => predictions.lock({ roundId: round.id, playerId });
  expect(await lock(bob)).toBe("unknown");
  expect([await lock(ann), await lock(ann)]).toEqual(["accepted", "duplicate"]);
  expect(await predict(ann, 0.5)).toBe("unknown");
  expect(await predict(ann, 0.75)).toBe("duplicate");
  expect((await opened.stores.pastRounds.putInto(round.id)).ballots.showdown.get(ann)).toMatchObject({ locked: true });
  expect(await predict(bob, 1)).toBe("accepted");
  await expect(predict(ann, 1.5)).rejects.toThrow();
  await opened.stores.rounds.close(round.id, new Map([[ann, 7.5]]));
  await opened.stores.rounds.close(round.id, new Map());
  const { sql } = connect(opened.url, 1);
  expect([...(await sql`select share, points from predictions where player_id = ${ann}`)]).toEqual([
    { share: 0.75, points: 7.5 },
  ]);
  expect([await predict(bob, 0), await lock(bob)]).toEqual(["unknown", "unknown"]);
  await sql.end();
});
