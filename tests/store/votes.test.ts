import { expect, test } from "vitest";
import { newArena, newPair, newPlayer, newSession, newVote, withStores } from "../support/open-arena.ts";

const opened = withStores();

test("smoke", async () => {
  const { stores } = opened;
  const arenaId = await newArena(stores);
  const session = await newSession(stores);
  const player = await newPlayer(stores, session.id);
  const round = await stores.rounds.open({ sessionId: session.id, index: 1 });
  await stores.pool.add(arenaId, [newPair(), newPair({ priority: 2 }), newPair({ kind: "showdown" })]);
  const pairs = await stores.pool.dealRapid({ arenaId, roundId: round.id, playerId: player.id, count: 3 });
  expect(pairs.length).toBe(2);
  expect(await stores.votes.cast([newVote(pairs[0]!, round.id, player.id)])).toEqual(["accepted"]);
  const repeat = await stores.pool.dealRepeat({ roundId: round.id, playerId: player.id });
  expect(repeat?.a.text).toBe(pairs[0]!.b.text);
  const showdown = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  expect(showdown?.kind).toBe("showdown");
  expect(await stores.rounds.close(round.id)).toEqual({ comparisons: 1, votes: 1 });
  expect(await stores.comparisons.after(1, 0, 10)).toHaveLength(1);
});
