import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { NewPair } from "../../../../server/ports/pool.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { verdictsOf } from "../../../../shared/round/votes/rankings.ts";
import { newPair, newPolicy, newRound, withStores } from "../../../support/open-arena.ts";

const arena = withStores();
const arenaId = MAIN_ARENA;

/** Pairs of answers to one prompt. */
const pairsOn = (prompt: string, versions: readonly [number, number][]): NewPair[] =>
  versions.map((pair) => ({ ...newPair({ versions: pair }), prompt: { id: prompt, text: `${prompt}?` } }));

async function openRounds(stores: Stores, players = 2) {
  const { session, round, players: members } = await newRound(stores, { players });
  const next = (index: number) => stores.rounds.open({ sessionId: session.id, index });
  return { session, round, members, next };
}

test("K1 a podium has four answers to one prompt, of as many versions as there are, and every two of them as a pair", async () => {
  const { stores } = arena;
  for (const _ of [0, 1, 2]) await newPolicy(stores);
  await stores.pool.add(arenaId, pairsOn("moon", [[0, 0], [1, 1], [2, 2]])); // biome-ignore format: one line
  await stores.pool.add(arenaId, pairsOn("sun", [[0, 1]]));
  const { round } = await openRounds(stores);
  const podium = await stores.pool.dealPodium({ arenaId, roundId: round.id });
  expect(podium?.prompt).toBe("moon?");
  expect(podium?.answers.map(({ policyVersion }) => policyVersion).sort()).toEqual([0, 1, 2, 2]);
  expect(new Set(podium?.answers.map(({ text }) => text)).size).toBe(4);
  expect(new Set(podium?.pairs.map(({ answerA, answerB }) => [answerA, answerB].sort().join())).size).toBe(6);
  expect(await stores.pool.dealPodium({ arenaId, roundId: round.id })).toEqual(podium);
});

test("callers at the same moment are dealt the same podium", async () => {
  const { stores } = arena;
  await newPolicy(stores);
  await stores.pool.add(arenaId, pairsOn("moon", [[0, 0], [0, 0]])); // biome-ignore format: one line
  const { round } = await openRounds(stores);
  const dealt = await Promise.all([1, 2, 3].map(() => stores.pool.dealPodium({ arenaId, roundId: round.id })));
  expect(dealt[0]?.pairs).toHaveLength(6);
  expect(dealt[1]).toEqual(dealt[0]);
  expect(dealt[2]).toEqual(dealt[0]);
});

test("two answers to a prompt are no podium, nor are answers that were rolled back or hidden", async () => {
  const { stores } = arena;
  for (const _ of [0, 1]) await newPolicy(stores);
  await stores.pool.add(arenaId, pairsOn("moon", [[0, 0], [1, 1]])); // biome-ignore format: one line
  const { round, next, session, members } = await openRounds(stores);
  await stores.policies.rollback(arenaId, 0, "for the test");
  expect(await stores.pool.dealPodium({ arenaId, roundId: round.id })).toBeNull();
  await stores.pool.add(arenaId, pairsOn("sun", [[0, 0], [0, 0]])); // biome-ignore format: one line
  const podium = await stores.pool.dealPodium({ arenaId, roundId: round.id });
  expect(podium?.prompt).toBe("sun?");
  const [first, second] = podium?.answers ?? [];
  for (const answer of [first, second]) {
    for (const { id } of members) await stores.reports.report({ answerId: answer?.id ?? "", playerId: id });
  }
  const other = await stores.rounds.open({ sessionId: (await openRounds(stores)).session.id, index: 7 });
  expect(await stores.pool.dealPodium({ arenaId, roundId: other.id })).toBeNull();
  expect(await stores.reports.ofSession(session.id)).toHaveLength(2);
  expect(await stores.pool.dealPodium({ arenaId, roundId: (await next(2)).id })).toBeNull();
});

test("a session ranks no prompt twice", async () => {
  const { stores } = arena;
  await newPolicy(stores);
  for (const prompt of ["moon", "sun"]) await stores.pool.add(arenaId, pairsOn(prompt, [[0, 0], [0, 0]])); // biome-ignore format: one line
  const { round, next } = await openRounds(stores);
  const prompts = [];
  for (const { id } of [round, await next(2), await next(3)]) {
    prompts.push((await stores.pool.dealPodium({ arenaId, roundId: id }))?.prompt);
  }
  expect(prompts.slice(0, 2).sort()).toEqual(["moon?", "sun?"]);
  expect(prompts[2]).toBeUndefined();
});

test("K2 rankings become comparisons of one prompt, each pair with the share that put one answer above the other", async () => {
  const { stores } = arena;
  await newPolicy(stores);
  await stores.pool.add(arenaId, pairsOn("moon", [[0, 0], [0, 0]])); // biome-ignore format: one line
  const { round, members } = await openRounds(stores, 2);
  const podium = await stores.pool.dealPodium({ arenaId, roundId: round.id });
  if (podium === null) throw new Error("no podium");
  const ids = podium.answers.map(({ id }) => id);
  const rank = (playerId: string, ranking: readonly string[]) =>
    stores.votes.cast(
      verdictsOf(ranking, podium.pairs).map(({ pair, verdict }) => ({
        ...{ pairId: pair.id, playerId, roundId: round.id, verdict, decisionMs: 5 },
      })),
    );
  const [ann, bob] = members.map(({ id }) => id) as [string, string];
  expect(await rank(ann, ids)).toEqual(Array(6).fill("accepted"));
  expect(await rank(ann, ids)).toEqual(Array(6).fill("duplicate"));
  expect(await rank(ann, ids.toReversed())).toEqual(Array(6).fill("accepted"));
  expect(await rank(ann, ids)).toEqual(Array(6).fill("accepted"));
  expect(await rank(bob, [ids[1]!, ids[0]!, ids[2]!, ids[3]!])).toEqual(Array(6).fill("accepted"));
  expect(await stores.rounds.close(round.id)).toEqual({ comparisons: 6, votes: 12 });
  const comparisons = await stores.comparisons.after(arenaId, 0, 100);
  expect(new Set(comparisons.map(({ promptId }) => promptId))).toEqual(new Set(["moon"]));
  expect(comparisons.every(({ kind, votes }) => kind === "podium" && votes === 2)).toBe(true);
  const texts = podium.answers.map(({ text }) => text);
  for (const { a, b, label } of comparisons) {
    const [better, worse] = [a, b].map(({ text }) => texts.indexOf(text)) as [number, number];
    const tied = Math.max(better, worse) === 1;
    expect(label).toBe(tied ? 0.5 : better < worse ? 1 : 0);
  }
});

test("K1 the last pick counts, until it is locked", async () => {
  const { stores } = arena;
  await newPolicy(stores);
  await stores.pool.add(arenaId, pairsOn("moon", [[0, 0], [0, 0]])); // biome-ignore format: one line
  const { round, members } = await openRounds(stores, 1);
  const podium = await stores.pool.dealPodium({ arenaId, roundId: round.id });
  const [first, second] = (podium?.answers ?? []).map(({ id }) => id) as [string, string];
  const playerId = members[0]!.id;
  const pick = (answerId: string) => stores.predictions.pick({ roundId: round.id, playerId, answerId });
  expect(await pick(first)).toBe("accepted");
  expect(await pick(first)).toBe("duplicate");
  expect(await pick(second)).toBe("accepted");
  expect(await stores.predictions.lock({ roundId: round.id, playerId })).toBe("accepted");
  expect(await pick(first)).toBe("unknown");
  expect(await pick(second)).toBe("duplicate");
});
