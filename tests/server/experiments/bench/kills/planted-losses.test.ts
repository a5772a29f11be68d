import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareLedger, faultsOf, plantLoss } from "../../../../../server/experiments/bench/kills/compare-ledger.ts";
import { emptyLedger } from "../../../../../server/experiments/bench/kills/ledger.ts";
import { MAIN_ARENA } from "../../../../../server/ports/arena.ts";
import type { PairRecord } from "../../../../../server/ports/pool.ts";
import type { Stores } from "../../../../../server/ports/stores.ts";
import { openStores } from "../../../../../server/store/open-stores.ts";
import { connect } from "../../../../../server/store/postgres/connect.ts";
import { verdictsOf } from "../../../../../shared/round/votes/rankings.ts";
import { pickShares, pointsFor, pointsForPick } from "../../../../../shared/round/votes/scoring.ts";
import type { Verdict } from "../../../../../shared/round/votes/verdict.ts";
import { type FreshDatabase, freshDatabase } from "../../../../support/database.ts";
import { newPair, newRound, newVote } from "../../../../support/open-arena.ts";

/** The kill benchmark has to find what is wrong: a round of each kind is played by its rules, and then something is spoilt. */

const arenaId = MAIN_ARENA;
const ledger = emptyLedger();
let database: FreshDatabase;
let sql: postgres.Sql;

async function vote(stores: Stores, pair: PairRecord, roundId: string, playerId: string, verdict: Verdict) {
  expect(await stores.votes.cast([newVote(pair, roundId, playerId, verdict)])).toEqual(["accepted"]);
  ledger.votes.push({ pairId: pair.id, playerId, verdict, sentAt: 0, acknowledgedAt: 1 });
}

async function closeAndGoOn(stores: Stores, round: { id: string; sessionId: string }, points: Map<string, number>) {
  await stores.rounds.close(round.id, points);
  await stores.rounds.open({ sessionId: round.sessionId, index: 2 });
}

async function playDuel(stores: Stores): Promise<void> {
  const { round, players } = await newRound(stores, { players: 3 });
  await stores.pool.add(arenaId, [...Array.from({ length: 6 }, () => newPair()), newPair({ kind: "showdown" })]);
  const ids = players.map(({ id }) => id);
  for (const playerId of ids) {
    const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 2 });
    for (const pair of dealt) await vote(stores, pair, round.id, playerId, "b");
  }
  const showdown = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
  const points = new Map<string, number>();
  for (const playerId of ids) {
    await vote(stores, showdown, round.id, playerId, "a");
    await stores.predictions.predict({ roundId: round.id, playerId, share: 0.7 });
    ledger.predictions.push({ pairId: showdown.id, playerId, share: 0.7 });
    points.set(playerId, pointsFor(0.7, 1));
  }
  await closeAndGoOn(stores, round, points);
}

async function playPodium(stores: Stores): Promise<void> {
  const { round, players } = await newRound(stores, { players: 2 });
  const prompt = { id: "moon", text: "Why the moon?" };
  await stores.pool.add(arenaId, [
    { ...newPair(), prompt },
    { ...newPair(), prompt },
  ]);
  const podium = (await stores.pool.dealPodium({ arenaId, roundId: round.id }))!;
  const ranking = podium.answers.map(({ id }) => id);
  const [first] = podium.answers;
  const points = new Map<string, number>();
  for (const { id: playerId } of players) {
    const verdicts = verdictsOf(ranking, podium.pairs);
    const votes = verdicts.map(({ pair, verdict }) => ({ pairId: pair.id, verdict, decisionMs: 9, playerId }));
    await stores.votes.cast(votes.map((one) => ({ ...one, roundId: round.id })));
    ledger.rankings.push({ roundId: round.id, playerId, texts: podium.answers.map(({ text }) => text) });
    await stores.predictions.pick({ roundId: round.id, playerId, answerId: first!.id });
    ledger.picks.push({ roundId: round.id, playerId, text: first!.text });
    points.set(playerId, pointsForPick(pickShares(ranking, [first!.id]).get(first!.id)!, podium.answers.length));
  }
  await closeAndGoOn(stores, round, points);
}

async function playBot(stores: Stores): Promise<void> {
  const { round, players } = await newRound(stores, { players: 2 });
  await stores.entries.drawPrompt({ arenaId, roundId: round.id, pack: null });
  for (const { id: playerId } of players) {
    const text = `Written by ${playerId}`;
    await stores.entries.write({ roundId: round.id, playerId, text });
    ledger.answers.push({ roundId: round.id, playerId, text });
  }
  const answers = await stores.entries.answers(round.id, 2);
  const [machine] = answers.filter(({ writer }) => writer === "");
  const [one, other] = answers.filter(({ writer }) => writer !== "");
  const pairs = [one!, other!].map(({ id }) => ({ a: id, b: machine!.id }));
  await stores.entries.pair({ roundId: round.id, pairs, showdown: pairs[0]! });
  await closeAndGoOn(stores, round, new Map());
}

beforeAll(async () => {
  database = await freshDatabase();
  const stores = openStores(database.url);
  await playDuel(stores);
  await playPodium(stores);
  await playBot(stores);
  await stores.close();
  sql = connect(database.url, 1).sql;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** Everything is as before afterwards. */
async function faultsAfter(spoil: string | (() => Promise<void>)): Promise<string[]> {
  await sql.unsafe("begin");
  try {
    await (typeof spoil === "string" ? sql.unsafe(spoil) : spoil());
    return faultsOf(await compareLedger(sql, ledger));
  } finally {
    await sql.unsafe("rollback");
  }
}

test("where everything is as it was acknowledged there is nothing to tell", async () => {
  const comparison = await compareLedger(sql, ledger);
  expect(faultsOf(comparison)).toEqual([]);
  expect(comparison).toMatchObject({
    votes: { acknowledged: 9, stored: 9 + 2 * 6 },
    predictions: { acknowledged: 5, stored: 5 },
    rankings: { acknowledged: 2, stored: 2 },
    answers: { acknowledged: 2, stored: 2 },
    rounds: { played: 6 },
  });
});

test("the loss that the benchmark plants itself is found", async () => {
  expect(await faultsAfter(() => plantLoss(sql, ledger))).toEqual(["1 votes: lost", "1 votes: learnt twice"]);
  await expect(plantLoss(sql, emptyLedger())).rejects.toThrow("none could be lost");
});

const ONE_RAPID = "(select votes.id from votes join pairs on pairs.id = pair_id where kind = 'rapid' limit 1)";
/** Of the answers behind the first: which one is first, and so every prediction, stays as it was. */
const ONE_OF_PODIUM =
  "(select votes.id from votes join pairs on pairs.id = pair_id where kind = 'podium' and (select pick from predictions where pick is not null limit 1) not in (a, b) limit 1)";
const ONE_SHARE = "(select ctid from predictions where share is not null limit 1)";
const ONE_WRITTEN = "(select id from responses where author_id is not null order by id limit 1)";
const again = (table: string, where: string) => `insert into ${table} select * from ${table} where ${where}`;

test.each<[string, string, string[]]>([
  ["a vote that is gone", `delete from votes where id = ${ONE_RAPID}`, ["1 votes: lost", "1 votes: learnt twice"]],
  ["another verdict", `update votes set verdict = 'tie' where id = ${ONE_RAPID}`, ["1 votes: changed"]],
  [
    "a vote twice",
    `alter table votes drop constraint votes_once, drop constraint votes_pkey; ${again("votes", `id = ${ONE_RAPID}`)}`,
    ["1 votes: doubled", "1 votes: unlearnt"],
  ],
  [
    "a comparison that is gone",
    "delete from comparisons where id in (select comparisons.id from comparisons join pairs on pairs.id = pair_id where kind = 'rapid' limit 1)",
    ["1 votes: unlearnt"],
  ],
  [
    "a comparison that counts too much",
    "update comparisons set votes = votes + 2 where id = (select min(id) from comparisons)",
    ["2 votes: learnt twice"],
  ],
  [
    "a prediction that is gone",
    `delete from predictions where ctid = ${ONE_SHARE}`,
    ["1 predictions: lost", "1 rounds: wrong scores"],
  ],
  [
    "a prediction that was never scored",
    `update predictions set points = null where ctid = ${ONE_SHARE}`,
    ["1 predictions: unscored", "1 rounds: wrong scores"],
  ],
  [
    "points against the rules",
    `update predictions set points = points + 1 where ctid = ${ONE_SHARE}`,
    ["1 predictions: misscored", "1 rounds: wrong scores"],
  ],
  [
    "a prediction twice",
    `alter table predictions drop constraint predictions_round_id_player_id_pk; ${again("predictions", `ctid = ${ONE_SHARE}`)}`,
    ["1 predictions: doubled", "1 rounds: wrong scores"],
  ],
  [
    "another pick",
    `update predictions set pick = ${ONE_WRITTEN} where ctid = (select ctid from predictions where pick is not null limit 1)`,
    ["1 predictions: changed", "1 predictions: misscored"],
  ],
  [
    "a verdict of a ranking that is gone",
    `delete from votes where id = ${ONE_OF_PODIUM}`,
    ["1 votes: learnt twice", "1 rankings: changed"],
  ],
  [
    "a reversed verdict of a ranking",
    `update votes set verdict = case verdict when 'a' then 'b'::verdict else 'a' end where id = ${ONE_OF_PODIUM}`,
    ["1 rankings: changed"],
  ],
  [
    "a ranking that is gone",
    "delete from votes where player_id = (select player_id from predictions where pick is not null limit 1)",
    ["6 votes: learnt twice", "1 rankings: lost"],
  ],
  [
    "a written answer that is gone",
    `delete from pairs where kind in ('bot', 'showdown') and ${ONE_WRITTEN} in (a, b); delete from responses where id = ${ONE_WRITTEN}`,
    ["1 answers: lost"],
  ],
  [
    "a written answer that says something else",
    `update responses set text = 'else' where id = ${ONE_WRITTEN}`,
    ["1 answers: changed"],
  ],
  [
    "an answer that met nobody",
    `delete from pairs where kind in ('bot', 'showdown') and ${ONE_WRITTEN} in (a, b)`,
    ["1 answers: unpaired"],
  ],
  [
    "a score that nobody earned",
    "update players set score = score + 5 where id = (select player_id from predictions limit 1)",
    ["1 rounds: wrong scores"],
  ],
  [
    "a round that was left open",
    "update rounds set closed_at = null where id = (select round_id from votes limit 1)",
    ["1 rounds: left open", "9 votes: learnt twice"],
  ],
  [
    "a round that was passed over",
    "update rounds set index = 7 where closed_at is null and session_id = (select session_id from rounds limit 1)",
    ["5 rounds: skipped"],
  ],
])("%s is found", async (_name, spoil, faults) => {
  expect((await faultsAfter(spoil)).sort()).toEqual(faults.sort());
});
