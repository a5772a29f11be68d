import postgres from "postgres";
import { beforeEach, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { ExternalModelState } from "../../../../server/ports/external.ts";
import type { NewPair, PairRecord } from "../../../../server/ports/pool.ts";
import { EXTERNAL_MODEL } from "../../../../shared/round/authors.ts";
import type { Verdict } from "../../../../shared/round/votes/verdict.ts";
import { newPair, newPolicy, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;
const PROMPTS = 20;
const STATE: ExternalModelState = {
  ...{ name: "oracle", share: 0.25, paused: null, pausedUntil: null },
  ...{ calls: 3, tokens: 900, unusable: 1 },
};
const text = (i: number) => `An answer from elsewhere, ${i}.`;
const isVisitor = ({ a, b }: PairRecord) => [a, b].some(({ policyVersion }) => policyVersion === EXTERNAL_MODEL);

/** Pairs of a version, each on a prompt of its own; the priority of the i-th is i. */
function poolOf(version: number, kind: NewPair["kind"], older = version): NewPair[] {
  return Array.from({ length: PROMPTS }, (_, i) => ({
    ...newPair({ kind, priority: i, versions: [version, older] }),
    prompt: { id: `prompt-${i}`, text: `Why ${i}?` },
  }));
}

/** An external model with an answer to each prompt. */
async function answering(state: Partial<ExternalModelState> = {}): Promise<number> {
  const { externalModels } = opened.stores;
  const externalModelId = await externalModels.setState(arenaId, { ...STATE, ...state });
  const prompts = await externalModels.promptsFor({ arenaId, externalModelId, count: 100, except: [] });
  await Promise.all(
    prompts.map(({ id }, i) => externalModels.answer(arenaId, externalModelId, { promptId: id, text: text(i) })),
  );
  return externalModelId;
}

beforeEach(async () => {
  const { stores } = opened;
  await newPolicy(stores);
  await newPolicy(stores);
  await stores.pool.add(arenaId, [...poolOf(0, "rapid"), ...poolOf(1, "rapid"), ...poolOf(1, "showdown", 0)]);
});

async function deal(count: number) {
  const played = await newRound(opened.stores);
  const playerId = played.players[0]!.id;
  const pairs = await opened.stores.pool.dealToPlayer({ arenaId, roundId: played.round.id, playerId, count });
  return { roundId: played.round.id, playerId, pairs };
}

async function judge(dealt: Awaited<ReturnType<typeof deal>>, verdictOn: (pair: PairRecord) => Verdict) {
  const { stores } = opened;
  await stores.votes.cast(dealt.pairs.map((pair) => newVote(pair, dealt.roundId, dealt.playerId, verdictOn(pair))));
  await stores.rounds.close(dealt.roundId);
}
const forVisitor = ({ a }: PairRecord): Verdict => (a.policyVersion === EXTERNAL_MODEL ? "a" : "b");

test("an external model's state is kept under its name, and says how many answers it has", async () => {
  const { externalModels } = opened.stores;
  expect(await externalModels.list(arenaId)).toEqual([]);
  const id = await answering();
  const pausedUntil = new Date("2026-11-26T12:00:00Z");
  const paused = { ...STATE, paused: "busy" as const, pausedUntil, tokens: 5_000_000_000 };
  expect(await externalModels.setState(arenaId, paused)).toBe(id);
  expect(await externalModels.list(arenaId)).toEqual([{ ...paused, id, answers: PROMPTS }]);
});

test("it is asked about what the newest version's pairs ask, first what it has answered least", async () => {
  const { externalModels } = opened.stores;
  const externalModelId = await externalModels.setState(arenaId, STATE);
  const all = await externalModels.promptsFor({ arenaId, externalModelId, count: 100, except: [] });
  expect(all.map((prompt) => prompt.text).sort()).toEqual(
    Array.from({ length: PROMPTS }, (_, i) => `Why ${i}?`).sort(),
  );
  const [first, second, ...others] = all;
  await externalModels.answer(arenaId, externalModelId, { promptId: first!.id, text: text(0) });
  const next = await externalModels.promptsFor({ arenaId, externalModelId, count: PROMPTS - 2, except: [second!.id] });
  expect(next.map(({ id }) => id).sort()).toEqual(others.map(({ id }) => id).sort());
});

test("its share of the deal is met by the newest version, rapid and in showdowns, and kept as pairs are dealt", async () => {
  const { externalModels, pool } = opened.stores;
  const wanted = { arenaId, externalModelId: await answering(), share: 0.25 };
  // A quarter of all are a third of the others: 6 of 26.
  expect(await externalModels.pair(wanted)).toBe(0);
  expect(await pool.remaining(arenaId, 1)).toEqual({ rapid: 26, showdown: 26 });
  expect(await externalModels.pair(wanted)).toBe(0);
  expect(await pool.remaining(arenaId, 1)).toEqual({ rapid: 26, showdown: 26 });

  const { pairs } = await deal(26);
  const met = pairs.filter(isVisitor);
  expect(met).toHaveLength(6);
  for (const { a, b } of met) {
    const [own, rival] = a.policyVersion === EXTERNAL_MODEL ? [a, b] : [b, a];
    expect(own).toMatchObject({ externalModel: "oracle", writer: "", reward: null });
    expect(rival).toMatchObject({ externalModel: "", policyVersion: 1 });
  }
  expect(new Set(met.map(({ prompt }) => prompt)).size).toBe(6);
});

test("pairs with it lie among the others by priority", async () => {
  const { externalModels } = opened.stores;
  await externalModels.pair({ arenaId, externalModelId: await answering(), share: 0.5 });
  const sql = postgres(opened.url, { max: 1 });
  const rows = await sql<{ priority: number }[]>`
    select priority from pairs join responses x on x.id = a join responses y on y.id = b
    where coalesce(x.contestant_id, y.contestant_id) is not null and kind = 'rapid'`;
  await sql.end();
  expect(rows).toHaveLength(PROMPTS);
  const drawn = new Set(rows.map(({ priority }) => priority));
  expect(drawn.size).toBeGreaterThan(5);
  expect([...drawn].every((priority) => Number.isInteger(priority) && priority >= 0 && priority < PROMPTS)).toBe(true);
});

test("without answers pairs are missing, and a hidden answer is paired no more", async () => {
  const { externalModels, reports } = opened.stores;
  const externalModelId = await externalModels.setState(arenaId, STATE);
  expect(await externalModels.pair({ arenaId, externalModelId, share: 0.25 })).toBe(12);
  const [prompt] = await externalModels.promptsFor({ arenaId, externalModelId, count: 1, except: [] });
  await externalModels.answer(arenaId, externalModelId, { promptId: prompt!.id, text: "Hm." });
  expect(await externalModels.pair({ arenaId, externalModelId, share: 0.25 })).toBe(10);

  const { session, round, players } = await newRound(opened.stores);
  const playerId = players[0]!.id;
  const dealt = await opened.stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 21 });
  const { a, b } = dealt.find(isVisitor)!;
  await reports.hide(session.id, a.policyVersion === EXTERNAL_MODEL ? a.id : b.id, true);
  await opened.stores.pool.add(arenaId, poolOf(1, "rapid"));
  expect(await externalModels.pair({ arenaId, externalModelId, share: 0.25 })).toBe(5 + 6);
});

test("votes on it rate it against versions, and say nothing of versions against each other", async () => {
  const { externalModels, comparisons } = opened.stores;
  const externalModelId = await answering();
  await externalModels.pair({ arenaId, externalModelId, share: 0.25 });
  await judge(await deal(26), (pair) => (isVisitor(pair) ? forVisitor(pair) : "tie"));
  expect(await externalModels.matchups(arenaId)).toEqual(
    Array(6).fill({ externalModelId, version: 1, label: 1, votes: 1 }),
  );
  expect(await comparisons.betweenVersions(arenaId)).toEqual([]);
  const judged = await comparisons.after(arenaId, 0, 100);
  const own = judged.flatMap(({ a, b }) => [a, b]).filter(({ policyVersion }) => policyVersion === EXTERNAL_MODEL);
  expect(own).toHaveLength(6);
  expect(own.every(({ tokens }) => tokens.length === 0)).toBe(true);
});

test("answers that people preferred are winners; those they did not, and hidden ones, are none", async () => {
  const { externalModels } = opened.stores;
  const externalModelId = await answering();
  await externalModels.pair({ arenaId, externalModelId, share: 0.25 });
  const dealt = await deal(26);
  const [loser, both, ...winners] = dealt.pairs.filter(isVisitor);
  await judge(dealt, (pair) => {
    if (pair === both) return "bothBad";
    if (pair === loser) return forVisitor(pair) === "a" ? "b" : "a";
    return forVisitor(pair);
  });
  const expected = winners.map(({ prompt, a, b }) => ({
    prompt,
    text: a.policyVersion === EXTERNAL_MODEL ? a.text : b.text,
  }));
  const found = await externalModels.winners(arenaId);
  expect(found).toHaveLength(4);
  expect(found).toEqual(expect.arrayContaining(expected));
});

test("a podium has one of its answers as often as its share says", async () => {
  await opened.stores.pool.add(arenaId, [...poolOf(0, "rapid"), ...poolOf(1, "rapid")]);
  const podium = async () => {
    const { round } = await newRound(opened.stores);
    return (await opened.stores.pool.dealPodium({ arenaId, roundId: round.id }))!;
  };
  await answering({ share: 1 });
  const { answers, pairs } = await podium();
  expect(answers).toHaveLength(4);
  expect(pairs).toHaveLength(6);
  expect(answers.filter(({ policyVersion }) => policyVersion === EXTERNAL_MODEL)).toEqual([
    expect.objectContaining({ externalModel: "oracle" }),
  ]);
  await opened.stores.externalModels.setState(arenaId, { ...STATE, share: 0 });
  expect((await podium()).answers.every(({ externalModel }) => externalModel === "")).toBe(true);
});

test("a battle names the external model", async () => {
  const { externalModels, datasets } = opened.stores;
  await externalModels.pair({ arenaId, externalModelId: await answering(), share: 0.25 });
  await judge(await deal(26), () => "a");
  const authors: (string | null)[] = [];
  await datasets.read({ arenaId, sessionId: null }, async (source) => {
    for await (const page of source.votes())
      authors.push(...page.flatMap((vote) => [vote.externalModelA, vote.externalModelB]));
  });
  expect(authors.filter((name) => name === "oracle")).toHaveLength(6);
  expect(authors.filter((name) => name === null)).toHaveLength(46);
});
