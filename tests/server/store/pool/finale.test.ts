import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { HeldOutAnswer, OpenedFinale } from "../../../../server/ports/finale.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { newPair, newPlayer, newPolicy, newSession, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const PROMPTS = ["bees", "eggs", "stars", "trains"].map((id) => ({ id, text: `Why ${id}?` }));

/** Two answers to each prompt that name their version, or what `text` makes of it. */
const answersOf = (version: number, text = (prompt: string, nth: number) => `${prompt} ${version} ${nth}`) =>
  PROMPTS.flatMap((prompt): HeldOutAnswer[] =>
    [1, 2].map((nth) => ({ prompt, text: text(prompt.id, nth), tokens: [version, nth] })),
  );

/** Two versions with their answers. */
async function game(stores: Stores): Promise<void> {
  for (const version of [0, 1]) {
    await newPolicy(stores);
    await stores.finales.add(MAIN_ARENA, version, answersOf(version));
  }
}

/** A session whose first round is dealt by the newest version. */
async function again(stores: Stores) {
  const session = await newSession(stores);
  const round = await stores.rounds.open({ sessionId: session.id, index: 1 });
  await stores.rounds.close(round.id);
  return session;
}

const deal = (stores: Stores, sessionId: string, now = 1): Promise<OpenedFinale | null> =>
  stores.finales.deal({ sessionId, index: 3, began: 0, now, count: 3 });

test("a session's finale compares the version of its first deal with the newest one whose answers are stored", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  const fresh = await newSession(stores);
  expect(await stores.finales.standing(fresh.id)).toEqual({ began: null, newest: 0, answered: null });
  const session = await again(stores);
  expect(await stores.finales.standing(session.id)).toEqual({ began: 0, newest: 0, answered: null });
  for (const version of [1, 2]) {
    await newPolicy(stores);
    expect(await stores.finales.has(MAIN_ARENA, version)).toBe(false);
    if (version === 1) await stores.finales.add(MAIN_ARENA, version, answersOf(version));
  }
  await newPolicy(stores, { status: "rejected", reason: "too odd" });
  expect(await stores.finales.has(MAIN_ARENA, 1)).toBe(true);
  expect(await stores.finales.standing(session.id)).toEqual({ began: 0, newest: 2, answered: 1 });
});

test("three pairs of then and now, each of one prompt, the same for whoever asks again", async () => {
  const { stores } = opened;
  await game(stores);
  const session = await again(stores);
  const dealt = (await deal(stores, session.id))!;
  expect(dealt.pairs).toHaveLength(3);
  expect(new Set(dealt.pairs.map(({ prompt }) => prompt)).size).toBe(3);
  for (const { kind, prompt, a, b } of dealt.pairs) {
    expect(kind).toBe("finale");
    expect([a.policyVersion, b.policyVersion].sort()).toEqual([0, 1]);
    for (const { text } of [a, b]) expect(`Why ${text.split(" ")[0]}?`).toBe(prompt);
  }
  const both = await Promise.all([deal(stores, session.id), deal(stores, session.id)]);
  expect(both).toEqual([dealt, dealt]);
  expect((await stores.finales.read(dealt.roundId)).pairs).toEqual(dealt.pairs);
  expect(await stores.pastRounds.latest(session.id)).toMatchObject({ id: dealt.roundId, index: 3, beat: "finale" });
});

test("sides are random, and so is which answers meet", async () => {
  const { stores } = opened;
  await game(stores);
  const sides = new Set<number>();
  const texts = new Set<string>();
  for (let i = 0; i < 5; i++) {
    for (const { a, b } of (await deal(stores, (await again(stores)).id))!.pairs) {
      sides.add(a.policyVersion);
      for (const { text } of [a, b]) texts.add(text);
    }
  }
  expect(sides).toEqual(new Set([0, 1]));
  expect(texts.size).toBeGreaterThan(12);
});

test("a rematch gets other prompts, and no two answers ever meet again", async () => {
  const { stores } = opened;
  await game(stores);
  const met: string[] = [];
  const prompts: string[][] = [];
  for (;;) {
    const dealt = await deal(stores, (await again(stores)).id);
    if (dealt === null) break;
    met.push(...dealt.pairs.map(({ a, b }) => [a.id, b.id].sort().join()));
    prompts.push(dealt.pairs.map(({ prompt }) => prompt));
  }
  // Two answers of each version to four prompts: sixteen pairs, of which the last one alone makes no finale.
  expect(met).toHaveLength(15);
  expect(new Set(met).size).toBe(15);
  const fourth = PROMPTS.map(({ text }) => text).find((text) => !prompts[0]!.includes(text));
  expect(prompts[1]).toContain(fourth);
});

test("no prompt that the game has shown, no hidden answer, and no two in the same words", async () => {
  const { stores } = opened;
  await game(stores);
  const session = await again(stores);
  const round = await stores.rounds.open({ sessionId: session.id, index: 2 });
  await stores.pool.add(MAIN_ARENA, [{ ...newPair({ kind: "showdown", versions: [1, 0] }), prompt: PROMPTS[0]! }]);
  await stores.pool.dealShowdown({ arenaId: MAIN_ARENA, roundId: round.id });
  const dealt = (await deal(stores, session.id))!;
  expect(dealt.pairs.map(({ prompt }) => prompt).sort()).toEqual(PROMPTS.slice(1).map(({ text }) => text));

  const { a, b } = dealt.pairs[0]!;
  const now = a.policyVersion === 1 ? a : b;
  expect(await stores.reports.hide(session.id, now.id, true)).toBe(true);
  for (let i = 0; i < 2; i++) {
    const next = (await deal(stores, (await again(stores)).id))!;
    expect(next.pairs.flatMap((pair) => [pair.a.id, pair.b.id])).not.toContain(now.id);
  }

  await newPolicy(stores);
  const shout = (prompt: string, nth: number) => `${prompt.toUpperCase()}, 0: ${nth}!`;
  const onlyFirst = answersOf(2, shout).filter(({ tokens }) => tokens[1] === 1);
  await stores.finales.add(MAIN_ARENA, 2, onlyFirst);
  const rival = (await deal(stores, (await again(stores)).id, 2))!;
  for (const pair of rival.pairs) {
    const old = pair.a.policyVersion === 0 ? pair.a : pair.b;
    expect(old.text).toMatch(/ 2$/);
  }
});

test("its votes count once each, become comparisons of the two versions, and are in the results when it is over", async () => {
  const { stores } = opened;
  await game(stores);
  const session = await again(stores);
  const [ada, grace, joan] = await Promise.all([1, 2, 3].map(() => newPlayer(stores, session.id)));
  const { roundId, pairs } = (await deal(stores, session.id))!;
  const forNow = ({ a }: (typeof pairs)[number]) => (a.policyVersion === 1 ? "a" : "b");
  const forThen = (pair: (typeof pairs)[number]) => (forNow(pair) === "a" ? "b" : "a");
  const first = pairs[0]!;
  await stores.votes.cast(pairs.map((pair) => newVote(pair, roundId, ada!.id, forNow(pair))));
  const outcomes = await stores.votes.cast([
    newVote(first, roundId, grace!.id, forThen(first)),
    newVote(first, roundId, joan!.id, "tie"),
  ]);
  expect(outcomes).toEqual(["accepted", "accepted"]);
  const vote = newVote(first, roundId, ada!.id, forNow(first));
  expect(await stores.votes.cast([vote])).toEqual(["duplicate"]);
  expect(await stores.votes.cast([{ ...vote, verdict: "tie" }])).toEqual(["accepted"]);
  expect(await stores.votes.cast([vote])).toEqual(["accepted"]);
  const lock = (pair: { id: string }, player: typeof ada) =>
    stores.finales.lock({ roundId, pairId: pair.id, playerId: player!.id });
  expect(await lock(pairs[1]!, grace)).toBe("unknown"); // who has said nothing has nothing to lock
  await stores.votes.cast([newVote(pairs[1]!, roundId, grace!.id, "cantJudge")]);
  for (const [pair, player] of [[first, ada] as const, [pairs[1]!, grace] as const, [first, joan] as const])
    expect([await lock(pair, player), await lock(pair, player)]).toEqual(["accepted", "duplicate"]);
  await stores.players.kick(joan!.id);
  const { verdicts, locked } = await stores.finales.read(roundId);
  expect(verdicts.map(({ playerId }) => playerId).sort()).toEqual(
    [ada, ada, ada, grace, grace].map((one) => one!.id).sort(),
  );
  expect(verdicts).toContainEqual({ pairId: pairs[1]!.id, playerId: grace!.id, verdict: "cantJudge" });
  expect(locked).toHaveLength(2);
  expect(locked).toContainEqual({ pairId: first.id, playerId: ada!.id });

  expect(await stores.results.finale(session.id)).toEqual([]);
  expect(await stores.rounds.close(roundId)).toEqual({ comparisons: 3, votes: 5 });
  expect(await lock(first, grace)).toBe("unknown");
  const results = await stores.results.finale(session.id);
  expect(results.map(({ prompt }) => prompt)).toEqual(pairs.map(({ prompt }) => prompt));
  expect(results[0]).toMatchObject({ versionBefore: 0, versionNow: 1, forBefore: 1, forNow: 1, neither: 0 });
  expect(results[1]).toMatchObject({ forBefore: 0, forNow: 1, neither: 0 });
  for (const { prompt, before, now } of results)
    expect([before, now].map((text) => text.split(" "))).toEqual([
      [prompt.slice(4, -1), "0", expect.any(String)],
      [prompt.slice(4, -1), "1", expect.any(String)],
    ]);

  const comparisons = await stores.comparisons.after(MAIN_ARENA, 0, 9);
  expect(comparisons.map(({ kind }) => kind)).toEqual(["finale", "finale", "finale"]);
  const matchups = await stores.comparisons.betweenVersions(MAIN_ARENA);
  expect(matchups.map(({ a, b }) => [a, b])).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
  const cast = [];
  for await (const page of stores.results.votes(session.id)) cast.push(...page);
  expect(cast.map(({ beat }) => beat)).toEqual(Array.from({ length: 5 }, () => "finale"));
});
