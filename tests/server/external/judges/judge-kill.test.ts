import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { newRound, newVote, withStores } from "../../../support/open-arena.ts";
import {
  type Answer,
  fails,
  type ScriptedEndpoint,
  says,
  scriptedEndpoint,
} from "../../../support/scripted-endpoint.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { startTrainer, type Trainer } from "../../../support/trainer-process.ts";

const arenaId = MAIN_ARENA;
const judge = "endpoint:small";
const PAIRS = 12;
const opened = withStores();
let data: ReturnType<typeof temporaryFolder>;
let endpoint: ScriptedEndpoint;
let trainer: Trainer;

/** Answers after a moment, as a model does, and prefers the longer answer. */
const longer: Answer = (response, asked) => {
  const lengthOf = (side: string) =>
    new RegExp(`Answer ${side}: (.*)`).exec(asked.body.messages[1]!.content)![1]!.length;
  const letter = lengthOf("A") >= lengthOf("B") ? "A" : "B";
  setTimeout(() => says(letter)(response, asked), 150);
};

const start = () =>
  startTrainer({
    ...{ DATABASE_URL: opened.url, DATA_DIR: data.path },
    ...{ ENDPOINT_URL: endpoint.url, ENDPOINT_MODEL: "small", ENDPOINT_KEY: "sk-secret" },
  });

beforeEach(async () => {
  data = temporaryFolder();
  endpoint = await scriptedEndpoint(longer);
  await opened.stores.trainingChoices.change(arenaId, { judge: "endpoint", aiShare: 0.5 });
  trainer = start();
});
afterEach(async () => {
  await trainer.end("SIGKILL");
  await endpoint[Symbol.asyncDispose]();
  data.remove();
});

async function playRound(): Promise<void> {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: PAIRS });
  const verdict = ({ a, b }: (typeof dealt)[number]) => (a.text.length > b.text.length ? "a" : "b");
  await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, playerId, verdict(pair))));
  await stores.rounds.close(round.id);
}

test("what an endpoint said outlives the trainer, and an endpoint that fails stops its judge alone", {
  timeout: 600_000,
}, async () => {
  const { judgements, policies } = opened.stores;
  const labels = async () => (await judgements.work(arenaId, judge)).labels;
  const saidSo = () => judgements.after(arenaId, judge, 0, 100);
  const patience = { timeout: 200_000 };
  await expect.poll(() => policies.newest(arenaId), patience).not.toBeNull();
  await playRound();
  await expect.poll(labels, { ...patience, interval: 20 }).toBeGreaterThan(2);
  await trainer.end("SIGKILL");
  const before = await saidSo();
  const spent = (await judgements.state(arenaId))!.calls;
  expect(spent).toBeGreaterThanOrEqual(2);

  trainer = start();
  await expect.poll(labels, patience).toBe(PAIRS);
  expect((await saidSo()).slice(0, before.length)).toEqual(before);
  await expect.poll(async () => (await judgements.state(arenaId))!.calls, patience).toBeGreaterThan(spent);
  expect(await judgements.work(arenaId, judge)).toMatchObject({ people: PAIRS, ordersAsked: PAIRS });

  endpoint.script(fails(401));
  const versions = (await policies.list(arenaId)).length;
  await playRound();
  await expect.poll(async () => (await judgements.state(arenaId))!.paused, patience).toBe("unauthorized");
  await expect.poll(async () => (await policies.list(arenaId)).length, patience).toBeGreaterThan(versions);
  await sleep(100); // its log may come a moment after what it stored
  const told = trainer.lines.filter(({ msg }) => msg.startsWith("The AI judge pauses. The endpoint refuses the key"));
  expect(told).toHaveLength(1);
  expect(JSON.stringify(trainer.lines)).not.toContain("sk-secret");
  expect(await labels()).toBe(PAIRS);
});
