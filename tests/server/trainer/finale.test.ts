import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import { newPlayer, newSession, newVote } from "../../support/open-arena.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";

const tiny = withTinyCycles();

test("a game's finale is dealt answers of its first version and of what it taught, and the reward model never learns from it", async () => {
  const { stores } = tiny;
  const { cycle, learner } = await tiny.newCycle({ gate: () => null });
  await cycle.open();
  await cycle.refill();
  const session = await newSession(stores);
  const ada = await newPlayer(stores, session.id);
  const first = await stores.rounds.open({ sessionId: session.id, index: 1 });
  await stores.rounds.close(first.id);
  await tiny.playRound();
  expect(await cycle.learn()).toBe(true);

  // Without a refill in between: the next round may be waiting to be learnt from.
  const standing = await stores.finales.standing(session.id);
  expect(standing).toEqual({ began: 0, newest: 1, answered: 1 });
  const dealt = (await stores.finales.deal({ sessionId: session.id, index: 9, began: 0, now: 1, count: 3 }))!;
  const learnt = learner.comparisons;
  await stores.votes.cast(dealt.pairs.map((pair) => newVote(pair, dealt.roundId, ada.id)));
  expect(await stores.rounds.close(dealt.roundId)).toEqual({ comparisons: 3, votes: 3 });
  expect(await cycle.learn()).toBe(false);
  expect(learner.comparisons).toBe(learnt);
  expect(await stores.comparisons.betweenVersions(MAIN_ARENA)).toHaveLength(3);
});
