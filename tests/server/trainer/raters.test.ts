import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import { newRound, newVote } from "../../support/open-arena.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";
import { liking } from "../../support/tiny-learner.ts";

const tiny = withTinyCycles();

test("a trainer tells how far the votes of each player are to be relied on, and leaves the votes as they are", async () => {
  const { stores } = tiny;
  const { cycle, learner } = await tiny.newCycle();
  await cycle.open();
  const { session, round, players } = await newRound(stores, { players: 2 });
  const [careful, bystander] = players as [(typeof players)[0], (typeof players)[0]];
  const deal = { arenaId: MAIN_ARENA, roundId: round.id, playerId: careful.id, count: 60 };
  const pairs = await stores.pool.dealToPlayer(deal);
  const verdicts = pairs.map(({ a, b }) => {
    const difference = liking(a.text) - liking(b.text);
    return difference === 0 ? "tie" : difference > 0 ? "a" : "b";
  });
  await stores.votes.cast(pairs.map((pair, i) => newVote(pair, round.id, careful.id, verdicts[i])));
  await stores.rounds.close(round.id);
  expect((await stores.results.ofSession(session)).players.map(({ reliability }) => reliability)).toEqual([null, null]);

  expect(await cycle.learn()).toBe(true);
  const { players: told } = await stores.results.ofSession(session);
  const of = (nickname: string) => told.find((one) => one.nickname === nickname)!.reliability;
  const decided = verdicts.filter((verdict) => verdict !== "tie").length;
  expect(of(careful.nickname)).toMatchObject({ repeats: 0, compared: decided });
  expect(of(careful.nickname)!.agreement).toBeGreaterThan(0.6);
  expect(of(bystander.nickname)).toBeNull();
  expect([...learner.raters.keys()]).toEqual([careful.id]);
  const labels = (await stores.comparisons.after(MAIN_ARENA, 0, 100)).map(({ label }) => label);
  expect(labels.toSorted()).toEqual(verdicts.map((verdict) => ({ a: 1, tie: 0.5, b: 0 })[verdict]).toSorted());
});
