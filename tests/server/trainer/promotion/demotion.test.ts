import { beforeEach, expect, test } from "vitest";
import type { OpenMethod } from "../../../../server/methods/method.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Learner } from "../../../../server/trainer/learner-contract.ts";
import type { TrainingCycle } from "../../../../server/trainer/training-cycle.ts";
import { evidenceBoard } from "../../../../server/web/spectators/lab.ts";
import { newPair, newRound, newVote } from "../../../support/open-arena.ts";
import { fingerprint, withTinyCycles } from "../../../support/tiny-cycles.ts";
import { tinyPrompts, tinyTokenizer } from "../../../support/tiny-learner.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
let learner: Learner;
let method: OpenMethod;
let cycle: TrainingCycle;
beforeEach(async () => {
  ({ learner, method, cycle } = await tiny.newCycle());
  await cycle.open();
  await tiny.playRound();
  await cycle.learn();
});

/** Showdowns of version 1 against the start, each judged by one player; the first `wins` of them are won by version 1. */
async function contest(pairs: number, wins: number): Promise<void> {
  const { stores } = tiny;
  const { session, players, round: first } = await newRound(stores);
  const playerId = players[0]!.id;
  const [ofNewer, ofOlder] = ["aone bone cone done eone fone gone hone", "hone gone fone eone done cone bone aone"].map(
    (text) => tinyTokenizer.encode(text),
  );
  const match = newPair({ kind: "showdown", versions: [1, 0], priority: 1_000 });
  const written = {
    ...{ ...match, prompt: tinyPrompts[0]! },
    ...{ a: { ...match.a, tokens: ofNewer! }, b: { ...match.b, tokens: ofOlder! } },
  };
  for (let i = 0; i < pairs; i++) {
    const round = i === 0 ? first : await stores.rounds.open({ sessionId: session.id, index: i + 1 });
    await stores.pool.add(arenaId, [written]);
    const pair = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
    const isWon = (pair.a.policyVersion === 1) === i < wins;
    await stores.votes.cast([newVote(pair, round.id, playerId, isWon ? "a" : "b")]);
    await stores.rounds.close(round.id);
  }
}
const board = () => evidenceBoard(tiny.stores, arenaId, Date.now());

test("a version that people like less than the start is taken back with the reason, and training goes on from the start", async () => {
  await contest(14, 1);
  expect((await board()).watch.alarm).toMatchObject({ after: 0, pairs: 14, votes: 14 });
  const before = method.state();
  expect(before.iteration).toBeGreaterThan(0);
  expect(await cycle.learn()).toBe(true);
  const [start, demoted, next] = await tiny.stores.policies.list(arenaId);
  expect(start).toMatchObject({ version: 0, status: "promoted" });
  expect(demoted).toMatchObject({ version: 1, status: "rolled_back" });
  expect(demoted!.reason).toMatch(/^people preferred the versions after 0 to it and older ones in only 7% of 14 votes/);
  expect(next).toMatchObject({ version: 2, parent: 0 });
  expect(learner.comparisons).toBe(54);
  expect((await board()).watch).toMatchObject({
    alarm: null,
    versions: [{ version: 1, expected: expect.any(Number), rate: expect.any(Number) }, { version: 2 }],
  });
});

test("votes that leave it open take nothing back, though the lower end of the interval lies below a half", async () => {
  await contest(12, 6);
  await cycle.learn();
  expect((await tiny.stores.policies.list(arenaId))[1]).toMatchObject({ version: 1, status: "promoted", reason: null });
  expect((await board()).watch.alarm).toBeNull();
});

test("a trainer that was away takes back first and then learns", async () => {
  await contest(14, 0);
  const next = await tiny.newCycle();
  await next.cycle.open();
  const versions = await tiny.stores.policies.list(arenaId);
  expect(versions.map(({ status }) => status).slice(0, 2)).toEqual(["promoted", "rolled_back"]);
  expect(versions[2]).toMatchObject({ parent: 0 });
  expect(fingerprint(next.learner.weights())).not.toBe(fingerprint(tiny.start.weights));
});
