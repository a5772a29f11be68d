import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { newPair, newPolicy, newRound, withStores } from "../../../support/open-arena.ts";

const arena = withStores();
const arenaId = MAIN_ARENA;

async function shownAnswer() {
  const { stores } = arena;
  await newPolicy(stores);
  await stores.pool.add(arenaId, [newPair({ kind: "showdown" }), newPair({ kind: "showdown" }), newPair(), newPair()]);
  const opened = await newRound(stores, { players: 3 });
  const roundId = opened.round.id;
  const showdown = (await stores.pool.dealShowdown({ arenaId, roundId }))!;
  return { ...opened, stores, roundId, showdown, answerId: showdown.a.id };
}

test("R1 two players' reports take an answer out of the deal, one player's don't", async () => {
  const { stores, players, showdown, answerId, session } = await shownAnswer();
  const [ann, bob] = players.map(({ id }) => id) as [string, string];
  expect(await stores.reports.report({ answerId, playerId: ann })).toBe("accepted");
  expect(await stores.reports.report({ answerId, playerId: ann })).toBe("duplicate");
  const [first] = await stores.reports.ofSession(session.id);
  expect(first).toMatchObject({ answerId, text: showdown.a.text, writer: "", reports: 1, hidden: false });
  expect(await stores.reports.report({ answerId, playerId: bob })).toBe("accepted");
  expect((await stores.reports.ofSession(session.id))[0]).toMatchObject({ reports: 2, hidden: true });
  const { round } = await newRound(stores);
  for (let i = 0; i < 3; i++) {
    const dealt = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
    expect([dealt?.a.id, dealt?.b.id]).not.toContain(answerId);
  }
});

test("R1 of thirty players two can't hide an answer, a tenth of them can", async () => {
  const { stores } = await shownAnswer();
  const { round, players, session } = await newRound(stores, { players: 30 });
  const { a } = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
  const hidden = async () => (await stores.reports.ofSession(session.id))[0]?.hidden;
  for (const [i, expected] of [false, false, true].entries()) {
    expect(await stores.reports.report({ answerId: a.id, playerId: players[i]!.id })).toBe("accepted");
    expect(await hidden()).toBe(expected);
  }
});

test("two reports at the same moment are two", async () => {
  const { stores, players, answerId, session } = await shownAnswer();
  await Promise.all(players.map(({ id }) => stores.reports.report({ answerId, playerId: id })));
  expect((await stores.reports.ofSession(session.id))[0]).toMatchObject({ reports: 3, hidden: true });
});

test("an undealt pair with a hidden answer is passed over", async () => {
  const { stores, players, roundId, session } = await shownAnswer();
  const [ann, bob] = players.map(({ id }) => id) as [string, string];
  const [pair] = await stores.pool.dealToPlayer({ arenaId, roundId, playerId: ann, count: 1 });
  expect(await stores.reports.report({ answerId: pair!.b.id, playerId: bob })).toBe("unknown");
  expect(await stores.reports.report({ answerId: pair!.b.id, playerId: ann })).toBe("accepted");
  expect(await stores.reports.hide(session.id, pair!.b.id, true)).toBe(true);
  const next = await newRound(stores);
  const dealt = await stores.pool.dealToPlayer({
    ...{ arenaId, roundId: next.round.id, playerId: next.players[0]!.id, count: 8 },
  });
  expect(dealt.flatMap(({ a, b }) => [a.id, b.id])).not.toContain(pair!.b.id);
  expect(await stores.reports.hide(session.id, pair!.b.id, false)).toBe(true);
  expect((await stores.reports.ofSession(session.id))[0]).toMatchObject({ reports: 1, hidden: false });
});

test("nobody reports or hides what their session hasn't been shown", async () => {
  const { stores, answerId } = await shownAnswer();
  const other = await newRound(stores);
  expect(await stores.reports.report({ answerId, playerId: other.players[0]!.id })).toBe("unknown");
  expect(await stores.reports.report({ answerId: "no id", playerId: other.players[0]!.id })).toBe("unknown");
  expect(await stores.reports.hide(other.session.id, answerId, true)).toBe(false);
});
