import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DROP_IN } from "../../../../server/game/round/drop-in.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import type { PlayerRecord, SessionRecord } from "../../../../server/ports/sessions.ts";
import { leastReadingMs } from "../../../../shared/round/votes/reading-time.ts";
import type { Verdict } from "../../../../shared/round/votes/verdict.ts";
import {
  newPair,
  newPlayer,
  newPolicy,
  newRound,
  newSession,
  newVote,
  withStores,
} from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;
let sql: postgres.Sql;
beforeEach(() => {
  sql = postgres(opened.url, { max: 1, onnotice: () => {} });
});
afterEach(() => sql.end());

/** A player of a session, from an address if it is known. */
async function playerFrom(session: SessionRecord, address: string | null): Promise<PlayerRecord> {
  const player = await newPlayer(opened.stores, session.id);
  await sql`update players set address = ${address} where id = ${player.id}`;
  return player;
}

async function vote(pair: PairRecord, roundId: string, playerId: string, verdict: Verdict, ms: number | null) {
  expect(await opened.stores.votes.cast([newVote(pair, roundId, playerId, verdict)])).toEqual(["accepted"]);
  await sql`update votes set measured_ms = ${ms} where pair_id = ${pair.id} and player_id = ${playerId}`;
}

interface Judge {
  readonly address: string | null;
  readonly verdict: Verdict;
  readonly ms?: number | null;
}
/** A showdown of versions 0 and 1 in a session's next round, and what players said of it, each on a seat of their own. */
async function judged(session: SessionRecord, judges: (pair: PairRecord) => readonly Judge[]): Promise<void> {
  const { stores } = opened;
  await stores.pool.add(arenaId, [newPair({ kind: "showdown", versions: [0, 1] })]);
  const last = await stores.rounds.last(session.id);
  const round = await stores.rounds.open({ sessionId: session.id, index: (last?.index ?? 0) + 1 });
  const pair = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
  for (const { address, verdict, ms = null } of judges(pair))
    await vote(pair, round.id, (await playerFrom(session, address)).id, verdict, ms);
  await stores.rounds.close(round.id);
}
/** Their verdict names the answer of version 1, or of version 0, whichever side it is on. */
const forVersion = (pair: PairRecord, version: number): Verdict => (pair.a.policyVersion === version ? "a" : "b");

const TEXTS = [
  ["Why is the sky blue?", "Light.", "Because."],
  ["Why is the sky blue?", "It scatters. ".repeat(12), "Nobody knows, and nobody ever will, said the poet."],
  ["为什么天空是蓝色的？", "因为空气会散射蓝光。".repeat(6), "没有人知道，猫也不知道。"],
  ["空はなぜ青いの？", "そらはとてもひろいからです。ネコも見ています。", "🐝🐝🐝 žluťoučký kůň أزرق"],
  ["A long prompt. ".repeat(20), "A long answer. ".repeat(25), "Another long one. ".repeat(22)],
] as const;

test.each(TEXTS)("the rule in the database is the rule of the game: %#", async (prompt, a, b) => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 1 });
  const least = leastReadingMs(prompt, a, b);
  const { a: sideA, b: sideB, ...pair } = newPair();
  const texts = { prompt: { id: prompt, text: prompt }, a: { ...sideA, text: a }, b: { ...sideB, text: b } };
  for (const ms of [least - 1, least, null]) {
    await stores.pool.add(arenaId, [{ ...pair, ...texts }]);
    const [dealt] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 1 });
    await vote(dealt!, round.id, players[0]!.id, "a", ms);
  }
  await stores.rounds.close(round.id);
  const told = (await stores.comparisons.after(arenaId, 0, 10)).map(({ ballots }) => ballots[0]!.tooFast ?? false);
  expect(told).toEqual([true, false, false]);
});

describe("a comparison's verdicts", () => {
  test("name their addresses in the public session, where these are known, and in no hosted one", async () => {
    const { stores } = opened;
    await newPolicy(stores);
    await newPolicy(stores);
    const ballots = async () =>
      (await stores.comparisons.after(arenaId, 0, 10)).at(-1)!.ballots.map(({ address }) => address);
    await judged(await newSession(stores), () => [
      { address: "school", verdict: "a" },
      { address: "school", verdict: "b" },
    ]);
    expect(await ballots()).toEqual([undefined, undefined]);
    await judged(await stores.sessions.dropIn(DROP_IN), () => [
      { address: "home", verdict: "a" },
      { address: null, verdict: "b" },
    ]);
    expect(await ballots()).toEqual(["home", undefined]);
  });

  test("stay stored and exported as they were cast, however fast", async () => {
    const { stores } = opened;
    await newPolicy(stores);
    await newPolicy(stores);
    const session = await newSession(stores);
    await judged(session, () => [
      { address: null, verdict: "a", ms: 3 },
      { address: null, verdict: "bothBad", ms: 5_000 },
    ]);
    const [comparison] = await stores.comparisons.after(arenaId, 0, 10);
    expect(comparison).toMatchObject({ label: 0.75, bothBad: 0.5, votes: 2 });
    expect(comparison!.ballots.map(({ tooFast }) => tooFast)).toEqual([true, undefined]);
    const exported: string[] = [];
    await stores.datasets.read({ arenaId, sessionId: session.id }, async (source) => {
      for await (const page of source.votes()) exported.push(...page.map(({ verdict }) => verdict));
    });
    expect(exported).toEqual(["a", "bothBad"]);
  });
});

describe("votes between versions", () => {
  test("leave out those that nobody can have read for, and a pair on which there is none else", async () => {
    const { stores } = opened;
    await newPolicy(stores);
    await newPolicy(stores);
    const session = await newSession(stores);
    await judged(session, (pair) => [
      { address: null, verdict: forVersion(pair, 1), ms: 20 },
      { address: null, verdict: forVersion(pair, 1), ms: 30 },
      { address: null, verdict: forVersion(pair, 0), ms: 2_600 },
      { address: null, verdict: "tie", ms: null },
    ]);
    await judged(session, (pair) => [{ address: null, verdict: forVersion(pair, 1), ms: 0 }]);
    expect(await stores.comparisons.betweenVersions(arenaId)).toMatchObject([{ a: 0, b: 1, label: 0.75, votes: 2 }]);
  });

  test("of thirty seats of one address count less than those of three other players, in the public session alone", async () => {
    const { stores } = opened;
    await newPolicy(stores);
    await newPolicy(stores);
    const crowd = (pair: PairRecord) => [
      ...["x", "y", "z"].map((address) => ({ address, verdict: forVersion(pair, 0) })),
      ...Array.from({ length: 30 }, () => ({ address: "cellar", verdict: forVersion(pair, 1) })),
    ];
    const hosted = await newSession(stores);
    await judged(hosted, crowd);
    for (const { votes, label } of await stores.comparisons.betweenVersions(arenaId)) {
      expect(votes).toBe(33);
      expect(label).toBeCloseTo(3 / 33, 10);
    }
    await sql`truncate comparisons, votes`;
    const session = await stores.sessions.dropIn(DROP_IN);
    for (let i = 0; i < 6; i++) await judged(session, crowd);
    const matchups = await stores.comparisons.betweenVersions(arenaId);
    expect(matchups).toHaveLength(6);
    // Each of the three cast 6 votes: L = (10 + 18 + L) / 4, so the thirty seats' 180 votes weigh 28 / 3, half as much as the three's.
    for (const { votes, label } of matchups) {
      expect(votes).toBeCloseTo(3 + 28 / 18, 10);
      expect(label).toBeCloseTo(3 / (3 + 28 / 18), 10);
    }
  }, 120_000);
});
