import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Comparison } from "../../../../server/ports/learning.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { versionsBoard } from "../../../../server/web/spectators/boards.ts";
import { labelOf, VERDICTS } from "../../../../shared/round/votes/verdict.ts";
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

test("a round opens with the newest promoted policy; opening it again gives the same round, unless it's closed", async () => {
  const { stores } = opened;
  const session = await newSession(stores);
  expect(await stores.rounds.last(session.id)).toBeNull();
  expect((await stores.rounds.open({ sessionId: session.id, index: 1 })).policyVersion).toBe(0);
  await newPolicy(stores);
  await newPolicy(stores);
  await newPolicy(stores, { status: "rejected", reason: "rude" });
  const second = await stores.rounds.open({ sessionId: session.id, index: 2 });
  expect(second).toMatchObject({ sessionId: session.id, index: 2, policyVersion: 1 });
  const again = await Promise.all(
    Array.from({ length: 5 }, () => stores.rounds.open({ sessionId: session.id, index: 2 })),
  );
  for (const round of again) expect(round).toEqual(second);
  expect(await stores.rounds.last(session.id)).toEqual(second);
  await stores.rounds.close(second.id);
  await expect(stores.rounds.open({ sessionId: session.id, index: 2 })).rejects.toThrow(/closed/);
  await expect(stores.rounds.close("00000000-0000-4000-8000-000000000000")).rejects.toThrow(/no round/);
});

test("closing turns a rapid pair into one comparison and the showdown into one with the split as label", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 5 });
  await newPolicy(stores);
  const shown = newPair({ kind: "showdown", versions: [1, 0] });
  const [newer, older] = [
    { ...shown.a, text: "two words" },
    { ...shown.b, text: " one two\nthree  four " },
  ];
  await stores.pool.add(arenaId, [newPair(), { ...shown, a: newer, b: older }]);
  const ann = players[0]!.id;
  const [rapid] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ann, count: 1 });
  const showdown = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  await stores.votes.cast([newVote(rapid!, round.id, ann, "b")]);
  const verdicts = [...VERDICTS, "a"] as const;
  await stores.votes.cast(players.map((player, i) => newVote(showdown!, round.id, player.id, verdicts[i])));

  expect(await stores.rounds.close(round.id)).toEqual({ comparisons: 2, votes: 6 });
  const [first, second] = await stores.comparisons.after(arenaId, 0, 10);
  const side = (pair: PairRecord, name: "a" | "b") => ({
    text: pair[name].text,
    policyVersion: pair[name].policyVersion,
    tokens: [1, 2, 3],
  });
  const prompt = { promptId: "sky-1", prompt: "Why is the sky blue?", turns: null, roundId: round.id };
  expect(first).toEqual({
    ...{
      ...prompt,
      id: first!.id,
      pairId: rapid!.id,
      kind: "rapid",
      criterion: "overall",
      label: 0,
      bothBad: 0,
      votes: 1,
    },
    ...{ repeatOf: null, ballots: [{ playerId: ann, verdict: "b" }] },
    a: side(rapid!, "a"),
    b: side(rapid!, "b"),
  });
  const label = verdicts.map(labelOf).reduce((sum, value) => sum + value, 0) / verdicts.length;
  expect(second).toMatchObject({ pairId: showdown!.id, kind: "showdown", label, bothBad: 0.2, votes: 5 });
  expect(second!.a).toEqual(side(showdown!, "a"));
  const byPlayer = players.map(({ id }, i) => ({ playerId: id, verdict: verdicts[i] }));
  expect(second!.ballots).toHaveLength(5);
  expect(second!.ballots).toEqual(expect.arrayContaining(byPlayer));

  const labelOfOlder = showdown!.a.policyVersion === 0 ? label : 1 - label;
  const [between] = await stores.comparisons.betweenVersions(arenaId);
  expect(between).toMatchObject({ a: 0, b: 1, votes: 5, wordsA: 4, wordsB: 2 });
  expect(between!.label).toBeCloseTo(labelOfOlder, 12);
  const board = await versionsBoard(stores, arenaId);
  expect(board.lengthEffect).not.toBeNull();
  expect(board.versions.map(({ lengthControlled }) => lengthControlled?.rating)).toEqual([1000, expect.any(Number)]);
});

test("closing again, even at the same moment, adds nothing and notifies once", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 3 });
  await stores.pool.add(arenaId, [newPair({ kind: "showdown" })]);
  const pair = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  await stores.votes.cast(players.map((player) => newVote(pair!, round.id, player.id)));
  const heard: string[] = [];
  const stop = await stores.bus.listen(
    (event) => heard.push(JSON.stringify(event)),
    () => {},
  );
  const closes = await Promise.all(Array.from({ length: 6 }, () => stores.rounds.close(round.id)));
  expect(closes).toEqual(Array(6).fill({ comparisons: 1, votes: 3 }));
  await stores.bus.publish({ type: "policy_promoted", arenaId: MAIN_ARENA, version: 9 }); // sent after: when it's here, the others are too
  await expect.poll(() => heard.at(-1)).toContain("policy_promoted");
  expect(heard).toHaveLength(2);
  expect(heard[0]).toBe(JSON.stringify({ type: "round_closed", roundId: round.id, arenaId }));
  expect(await stores.comparisons.after(arenaId, 0, 10)).toHaveLength(1);
  await stop();
});

test("a reader that follows the ids misses no comparison, however many rounds close at once", async () => {
  const { stores, url } = opened;
  const rounds = 24;
  const opening = await Promise.all(Array.from({ length: rounds }, () => newRound(stores)));
  await stores.pool.add(
    arenaId,
    Array.from({ length: rounds * 8 }, () => newPair()),
  );
  for (const { round, players } of opening) {
    const playerId = players[0]!.id;
    const pairs = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 8 });
    await stores.votes.cast(pairs.map((pair) => newVote(pair, round.id, playerId)));
  }
  const reader = connect(url, 1);
  const seen: number[] = [];
  let closing = true;
  const read = (async () => {
    while (seen.length < rounds * 8) {
      const last = !closing;
      const rows = await reader.sql<{ id: number }[]>`
        select id::int from comparisons where id > ${seen.at(-1) ?? 0} order by id`;
      seen.push(...rows.map((row) => row.id));
      if (last) break;
    }
  })();
  await Promise.all(opening.map(({ round }) => stores.rounds.close(round.id)));
  closing = false;
  await read;
  expect(seen).toHaveLength(rounds * 8);
  await reader.sql.end();
});

test("comparisons are read in pages, from the one after the last", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  await stores.pool.add(
    arenaId,
    Array.from({ length: 7 }, () => newPair()),
  );
  const pairs = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 8 });
  await stores.votes.cast(pairs.map((pair) => newVote(pair, round.id, playerId)));
  await stores.rounds.close(round.id);
  const read: Comparison[] = [];
  for (let page: readonly Comparison[]; ; ) {
    page = await stores.comparisons.after(arenaId, read.at(-1)?.id ?? 0, 3);
    if (page.length === 0) break;
    read.push(...page);
  }
  expect(read.map(({ pairId }) => pairId).sort()).toEqual(pairs.map(({ id }) => id).sort());
  expect(await stores.comparisons.after(2, 0, 10)).toEqual([]);
});

test("ratings count showdowns and no rapid pairs, which were chosen by what the reward model makes of them", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 2 });
  await newPolicy(stores);
  await stores.pool.add(arenaId, [newPair({ versions: [0, 1] }), newPair({ kind: "showdown", versions: [0, 1] })]);
  const showdown = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  for (const { id: playerId } of players) {
    const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 1 });
    await stores.votes.cast([...dealt, showdown!].map((pair) => newVote(pair, round.id, playerId)));
    const repeat = await stores.pool.dealRepeat({ roundId: round.id, playerId });
    await stores.votes.cast([newVote(repeat!, round.id, playerId)]);
  }
  expect(await stores.rounds.close(round.id)).toEqual({ comparisons: 5, votes: 6 });
  expect(await stores.comparisons.betweenVersions(arenaId)).toMatchObject([{ a: 0, b: 1, votes: 2 }]);
});

test("ratings are fitted to pairs of answers: two sessions' votes on the same two are one row", async () => {
  const { stores } = opened;
  await newRound(stores);
  await newPolicy(stores);
  await stores.pool.add(arenaId, [newPair({ kind: "showdown", versions: [0, 1] })]);
  for (let i = 0; i < 2; i++) {
    const { round, players } = await newRound(stores);
    const pair = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
    await stores.votes.cast([newVote(pair!, round.id, players[0]!.id)]);
    await stores.rounds.close(round.id);
  }
  expect(await stores.comparisons.betweenVersions(arenaId)).toMatchObject([{ a: 0, b: 1, votes: 2 }]);
});

test("rounds that a killed process left open are closed once they're old", async () => {
  const { stores, url } = opened;
  const { round, session } = await newRound(stores);
  const player = await newPlayer(stores, session.id);
  await stores.pool.add(arenaId, [newPair({ kind: "showdown" })]);
  const pair = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  await stores.votes.cast([newVote(pair!, round.id, player.id)]);
  expect(await stores.rounds.closeAbandoned(60_000)).toBe(0);
  const { sql } = connect(url, 1);
  await sql`update rounds set opened_at = now() - interval '2 minutes'`;
  await sql.end();
  await stores.rounds.open({ sessionId: session.id, index: 2 });
  expect(await stores.rounds.closeAbandoned(60_000)).toBe(1);
  expect(await stores.comparisons.after(arenaId, 0, 10)).toHaveLength(1);
  expect(await stores.rounds.closeAbandoned(60_000)).toBe(0);
});

test("a repeated pair's comparison says which pair it repeats, and who gave which verdict on both", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores, { players: 1 });
  await stores.pool.add(arenaId, [newPair()]);
  const ann = players[0]!.id;
  const [rapid] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ann, count: 1 });
  await stores.votes.cast([newVote(rapid!, round.id, ann, "a")]);
  const again = await stores.pool.dealRepeat({ roundId: round.id, playerId: ann });
  await stores.votes.cast([newVote(again!, round.id, ann, "tie")]);
  await stores.rounds.close(round.id);
  expect(await stores.comparisons.after(arenaId, 0, 10)).toMatchObject([
    { pairId: rapid!.id, repeatOf: null, label: 1, ballots: [{ playerId: ann, verdict: "a" }] },
    { pairId: again!.id, repeatOf: rapid!.id, label: 0.5, ballots: [{ playerId: ann, verdict: "tie" }] },
  ]);
});
