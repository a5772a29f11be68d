import { expect, test } from "vitest";
import { judgeOf } from "../../../../server/external/constitution/arena-constitution.ts";
import { arenaJudges } from "../../../../server/external/judges/open-judge.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { NewPair } from "../../../../server/ports/pool.ts";
import { principleFigures } from "../../../../server/trainer/principle-figures.ts";
import type { LineStanding } from "../../../../server/trainer/training-line.ts";
import { principleMetric } from "../../../../shared/protocol/principles.ts";
import { newRound, newVote, withStores } from "../../../support/open-arena.ts";

const arenaId = MAIN_ARENA;
const opened = withStores();
const prompt = { id: "cats", text: "Why are cats so interesting?" };
const texts = [
  "Cats cannot taste sugar. Take good care, friend.",
  "Cats cannot taste sugar. That is all.",
  "Cats cannot taste sugar! That is all.",
];
const decode = ([index]: readonly number[]) => texts[index!]!;
const answer = (index: number) => ({ text: texts[index]!, tokens: [index], policyVersion: 0, reward: null });
const pair = (a: number, b: number): NewPair => ({ kind: "rapid", priority: 0, prompt, a: answer(a), b: answer(b) });
const choices = { judge: "constitution", constitution: ["kind", "Don't shout: no exclamation marks."] };

const pool = (indices: readonly number[]): LineStanding["startAnswers"] => ({
  ...{ prompts: [prompt], perPrompt: indices.length, texts: indices.map((i) => texts[i]!) },
  ...{ generated: [], ended: [], words: [], readings: [] },
});
const standing = {
  current: { version: 3 },
  startAnswers: pool([1, 2, 2, 2]),
  currentAnswers: pool([0, 0, 0, 1]),
} as LineStanding;

const noTrunk = {} as Parameters<typeof arenaJudges>[2];
const open = arenaJudges("/nowhere", null, noTrunk);

/** Pairs that people judged, always liking A, and what the constitution says of them and of others. */
async function judged(): Promise<void> {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  await stores.pool.add(arenaId, [pair(0, 1), pair(2, 1)]);
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 2 });
  await stores.votes.cast(
    dealt.map((one) => newVote(one, round.id, playerId, [texts[0], texts[2]].includes(one.a.text) ? "a" : "b")),
  );
  await stores.rounds.close(round.id);
  await stores.pool.add(arenaId, [pair(1, 2), pair(0, 1)]);
  const { judge } = await open(judgeOf(choices)!, { calls: 0, tokens: 0 });
  const wanted = { arenaId, judge: judge.name, shared: 10, fresh: 10, except: [] };
  const candidates = await stores.judgements.candidates(wanted);
  const opinions = await judge.compare(candidates);
  await stores.judgements.add(
    arenaId,
    judge.name,
    opinions.map((one, i) => ({ ...one, pairId: candidates[i]!.id })),
  );
}

test("an arena's constitution judges, and what each principle did is told once, however often it is asked", async () => {
  const { stores } = opened;
  await judged();
  const tell = principleFigures({ arenaId, stores, decode });
  await tell(choices, standing);
  await tell(choices, standing);
  const steps = await stores.trainingSteps.after(arenaId, 0, 10);
  const figures = (name: string, which: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(which).map(([figure, value]) => [principleMetric(name, figure as "decided"), value]),
    );
  const expected = {
    ...figures("kind", { decided: 2, people: 1, agreed: 1, start: 0, now: 0.75 }),
    ...figures("quiet", { decided: 2, people: 1, agreed: 0, start: 0.25, now: 1 }),
  };
  expect(steps.map(({ kind, policyVersion, metrics }) => ({ kind, policyVersion, metrics }))).toEqual(
    Array.from({ length: 2 }, () => ({ kind: "gate", policyVersion: 3, metrics: expected })),
  );
});

test("without a constitution as judge nothing is told", async () => {
  const { stores } = opened;
  await judged();
  const tell = principleFigures({ arenaId, stores, decode });
  await tell({ ...choices, judge: "kind" }, standing);
  await tell({ ...choices, judge: null }, standing);
  expect(await stores.trainingSteps.after(arenaId, 0, 10)).toEqual([]);
});
