import postgres from "postgres";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { TermOver } from "../../../../server/ports/trainer-terms.ts";
import { assertTerm } from "../../../../server/store/learning/trainer-terms.ts";
import { createHeartbeatsStore } from "../../../../server/store/learning/training-stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { newPair, newPolicy, newRound, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

/** Takes the next term; the lock is free again. */
async function nextTerm(): Promise<number> {
  const seat = (await opened.stores.electTrainer())!;
  await seat.release();
  return seat.term;
}

test("whoever is elected takes the next term; standing by takes none", async () => {
  const { stores } = opened;
  expect(await stores.trainerTerms.newest()).toBeNull();
  const first = (await stores.electTrainer())!;
  const other = openStores(opened.url);
  expect(await other.electTrainer()).toBeNull();
  await first.release();
  let second = null;
  await expect.poll(async () => (second ??= await other.electTrainer())).toMatchObject({ term: first.term + 1 });
  const newest = (await stores.trainerTerms.newest())!;
  expect(newest).toMatchObject({ term: first.term + 1, holder: expect.stringContaining(String(process.pid)) });
  expect(newest.takenAt).toBeInstanceOf(Date);
  await (second as unknown as { release(): Promise<void> }).release();
  await other.close();
});

const answer = { prompt: { id: "sky-1", text: "Why is the sky blue?" }, text: "It is.", tokens: [1] };
const asked = { arenaId, parent: 0, folder: "policies/x", metrics: {}, comparisonId: 0, trainedOnRound: null };
const judge = { judge: "kind", share: 0.5, paused: null, pausedUntil: null, calls: 0, tokens: 0 };
const model = { ...{ name: "oracle", share: 0.5, paused: null, pausedUntil: null }, calls: 0, tokens: 0, unusable: 0 };

/** Everything that a trainer writes, by name. */
const writes: Readonly<Record<string, (stores: Stores) => Promise<unknown>>> = {
  "adds a version": (stores) => stores.policies.add({ ...asked, status: "candidate", reason: null }),
  "rejects a candidate": (stores) => stores.policies.add({ ...asked, status: "rejected", reason: "too wild" }),
  "promotes a version": (stores) => stores.policies.promote(arenaId, 1, [newPair({ versions: [1, 0] })]),
  "rolls versions back": (stores) => stores.policies.rollback(arenaId, 0, "people like it less"),
  "adds a reward model": (stores) =>
    stores.rewardModels.add(arenaId, { comparisonId: 0, folder: "reward-models/x", metrics: {} }),
  "adds a training step": (stores) =>
    stores.trainingSteps.add(arenaId, [{ kind: "ppo", policyVersion: 0, metrics: {} }]),
  "estimates raters": (stores) => stores.raters.save([]),
  "says what it does": (stores) => stores.heartbeats.beat(arenaId, "gate"),
  "fills the pool": (stores) => stores.pool.add(arenaId, [newPair()]),
  "shows answers": (stores) => stores.showcase.add(arenaId, 0, [answer]),
  "keeps answers for finales": (stores) => stores.finales.add(arenaId, 0, [answer]),
  "stores opinions of a judge": (stores) => stores.judgements.add(arenaId, "kind", [{ ...opinion, ordersAgree: null }]),
  "says how a judge stands": (stores) => stores.judgements.setState(arenaId, judge),
  "says how an external model stands": (stores) => stores.externalModels.setState(arenaId, model),
  "pairs an external model": (stores) => stores.externalModels.pair({ arenaId, externalModelId: 1, share: 0.5 }),
  "fails an exhibit": (stores) => stores.lesson.fail(1, "it can't be made"),
  "tells what an import taught": (stores) => stores.imports.tell(new Map()),
};
const opinion = { pairId: "00000000-0000-4000-8000-000000000000", share: 0.7 };

test("nothing is stored of what a trainer of an older term writes, whatever it is", async () => {
  const { stores } = opened;
  await newRound(stores);
  await newPolicy(stores, { status: "candidate" });
  const late = stores.inTerm(await nextTerm());
  await late.heartbeats.beat(arenaId, "improve");
  const present = stores.inTerm(await nextTerm());
  const before = await everything();
  for (const [name, write] of Object.entries(writes)) await expect(write(late), name).rejects.toThrow(TermOver);
  await expect(late.trainerTerms.assertPresent((await stores.trainerTerms.newest())!.term - 1)).rejects.toThrow(
    /Term \d+ of the trainer is over: term \d+ counts now/,
  );
  expect(await everything()).toEqual(before);

  await present.policies.promote(arenaId, 1, [newPair({ versions: [1, 0] })]);
  await present.heartbeats.beat(arenaId, "idle");
  expect(await stores.policies.newest(arenaId)).toMatchObject({ version: 1 });
  expect(await stores.policies.rollback(arenaId, 0, "a host may, in any term")).toBe(1);
});

/** How many rows each table has that a trainer writes, and what its state is said to be. */
async function everything() {
  const sql = postgres(opened.url, { max: 1 });
  const counts = await sql`
    select (select jsonb_agg(policies order by version) from policies) as policies, (select count(*) from responses) as responses,
      (select count(*) from pairs) as pairs, (select count(*) from training_steps) as steps,
      (select count(*) from reward_models) as rewards, (select count(*) from ai_judges) as judges,
      (select count(*) from contestants) as contestants, (select state from trainer_heartbeats) as state`;
  await sql.end();
  return counts[0];
}

test("a transaction of an older term that never ends is ended before the next term begins, and none of it is stored", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  const term = await nextTerm();
  const { db, sql } = connect(opened.url, 1);
  const checked = Promise.withResolvers<void>();
  const never = new Promise<void>(() => {});
  const writing = db
    .transaction(async (tx) => {
      await assertTerm(tx, term);
      await createHeartbeatsStore(tx).beat(arenaId, "gate");
      checked.resolve();
      await never; // as of a process that is stopped, or cut off
    })
    .catch((error: unknown) => error);
  await checked.promise;
  const next = await nextTerm();
  expect(next).toBe(term + 1);
  expect(await stores.heartbeats.last(arenaId)).toBeNull();
  await stores.inTerm(next).heartbeats.beat(arenaId, "idle");
  expect(await writing).toMatchObject({ code: "CONNECTION_CLOSED" });
  await sql.end({ timeout: 0 });
});
