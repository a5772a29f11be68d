import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import { setScores } from "../../../support/database.ts";
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
const DAY_MS = 86_400_000;

/** A pair whose answers the reward model liked by so much. */
function rewarded(a: number | null, b: number | null) {
  const pair = newPair();
  return { ...pair, a: { ...pair.a, reward: a }, b: { ...pair.b, reward: b } };
}
const better = ({ a, b }: PairRecord) => ((a.reward ?? 0) > (b.reward ?? 0) ? "a" : "b");

test("an arena in which nobody voted has no figures", async () => {
  const { lab, leaderboard } = opened.stores;
  expect(await lab.firstVoteAt(arenaId)).toBeNull();
  expect(await lab.votesOverTime(arenaId, DAY_MS)).toEqual([]);
  expect(await lab.guesses(arenaId)).toEqual([]);
  expect(await lab.rounds(arenaId, 10)).toEqual([]);
  expect(await leaderboard.sessions(arenaId, 10)).toEqual([]);
});

test("votes are counted in spans of time, and the rewards' guesses are held against them", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  await stores.pool.add(arenaId, [rewarded(4, 0), rewarded(4, 0), rewarded(0.1, 0), rewarded(null, 1)]);
  const pairs = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 4 });
  await stores.votes.cast(pairs.map((pair) => newVote(pair, round.id, playerId, better(pair))));
  await stores.rounds.close(round.id);

  const spans = await stores.lab.votesOverTime(arenaId, DAY_MS);
  expect(spans.reduce((sum, { votes }) => sum + votes, 0)).toBe(4);
  expect(spans[0]!.at.getTime() % DAY_MS).toBe(0);
  expect((await stores.lab.firstVoteAt(arenaId))!.getTime()).toBeGreaterThanOrEqual(spans[0]!.at.getTime());

  const guesses = await stores.lab.guesses(arenaId);
  expect(guesses.reduce((sum, { comparisons }) => sum + comparisons, 0)).toBe(3);
  // Sides are random: a clear preference shows as a guess near 1 that came true, or as one near 0 that did.
  for (const { guessed, voted } of guesses) expect(guessed > 0.5).toBe(voted > 0.5);
  expect(guesses.some(({ guessed }) => Math.abs(guessed - 0.5) > 0.48)).toBe(true);
});

test("closed rounds come oldest first, with the last comparison that they left", async () => {
  const { stores } = opened;
  const { session, round, players } = await newRound(stores);
  await stores.pool.add(arenaId, [newPair()]);
  const [pair] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: players[0]!.id, count: 1 });
  await stores.votes.cast([newVote(pair!, round.id, players[0]!.id)]);
  await stores.rounds.close(round.id);
  await newPolicy(stores);
  const empty = await stores.rounds.open({ sessionId: session.id, index: 2 });
  await stores.rounds.close(empty.id);
  await stores.rounds.open({ sessionId: session.id, index: 3 });

  const [comparison] = await stores.comparisons.after(arenaId, 0, 1);
  const sessionId = session.id;
  expect(await stores.lab.rounds(arenaId, 10)).toMatchObject([
    { sessionId, policyVersion: 0, votes: 1, lastComparison: comparison!.id },
    { sessionId, policyVersion: 1, votes: 0, lastComparison: null },
  ]);
  expect(await stores.lab.rounds(arenaId, 1)).toMatchObject([{ policyVersion: 1 }]);
});

test("shown answers come back by prompt and version, and are never dealt", async () => {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  await newPolicy(stores);
  const bees = { id: "bees-why", text: "Why bees?" };
  const eggs = { id: "eggs-why", text: "Why eggs?" };
  const answers = (word: string) =>
    [bees, eggs].flatMap((prompt) =>
      [`${word}\0 ${prompt.id}`, ...(word === "new" ? ["a later draw"] : [])].map((text) => ({
        ...{ prompt, text, tokens: [1, 2] },
      })),
    );
  expect(await stores.showcase.has(arenaId, 0)).toBe(false);
  await stores.showcase.add(arenaId, 0, answers("old"));
  await stores.showcase.add(arenaId, 1, answers("new"));
  expect(await stores.showcase.has(arenaId, 0)).toBe(true);

  const shown = await stores.showcase.of(arenaId, [0, 1]);
  expect(shown).toHaveLength(4);
  expect(shown.filter(({ prompt }) => prompt === "Why bees?")).toEqual([
    { prompt: "Why bees?", version: 0, text: "old\uFFFD bees-why" },
    { prompt: "Why bees?", version: 1, text: "new\uFFFD bees-why" },
  ]);
  expect(await stores.showcase.of(arenaId, [1])).toHaveLength(2);
  const all = await stores.showcase.all(arenaId, [0, 1]);
  expect(all.filter(({ prompt }) => prompt === "Why eggs?").map(({ text }) => text)).toEqual([
    ...["old\uFFFD eggs-why", "new\uFFFD eggs-why", "a later draw"],
  ]);
  expect(await stores.showcase.of(arenaId, [])).toEqual([]);
  const deal = { arenaId, roundId: round.id, playerId: players[0]!.id, count: 9 };
  expect(await stores.pool.dealToPlayer(deal)).toEqual([]);
});

test("the sessions board has those that anybody joined, newest first, with teams by the mean of their players", async () => {
  const { stores } = opened;
  await newSession(stores);
  const { session: first, players } = await newRound(stores, { players: 4 });
  const later = await newSession(stores);
  await newPlayer(stores, later.id);
  await stores.sessions.finish(first.id);
  for (const [i, player] of players.entries()) await stores.players.setTeam(player.id, i === 0 ? 1 : 2);
  await setScores(opened.url, new Map(players.map((player, i) => [player.id, i * 10])));
  await stores.players.kick(players[3]!.id);

  expect(await stores.leaderboard.sessions(arenaId, 10)).toMatchObject([
    { id: later.id, open: true, players: 1, teams: [] },
    {
      ...{ id: first.id, title: first.settings.title, open: false, players: 3, votes: 0, rounds: 0 },
      teams: [
        { team: 2, score: 15, players: 2 },
        { team: 1, score: 0, players: 1 },
      ],
    },
  ]);
  expect(await stores.leaderboard.sessions(arenaId, 1)).toHaveLength(1);
});
