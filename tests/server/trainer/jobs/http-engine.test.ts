import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { freePort } from "../../../../server/store/postgres/embedded/free-port.ts";
import { candidateSha256 } from "../../../../server/trainer/folders/candidate-folders.ts";
import { POCKET_FOLDER } from "../../../../server/trainer/start/pocket-stages.ts";
import type {
  ComparisonsForTraining,
  JobDetails,
  JobState,
} from "../../../../shared/protocol/training/training-jobs.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { newRound, newVote } from "../../../support/open-arena.ts";
import { withWeb } from "../../../support/running-web.ts";
import { startTrainer, type Trainer } from "../../../support/trainer-process.ts";

const arenaId = MAIN_ARENA;
const TOKEN = "a-long-random-word-of-programs";
const PASSWORD = "sesame";
const VOTES = 12;
/** A trainer of the pocket model has to open first, on a machine that may be busy. */
const WAIT_MS = 150_000;
vi.setConfig({ testTimeout: 2 * WAIT_MS });
const web = withWeb({ pool: false, hostPassword: PASSWORD, training: { engine: "http", token: TOKEN, jobs: 9 } });
let trainer: Trainer;
let rewardPort: number;

beforeAll(async () => {
  rewardPort = (await freePort(0))!;
  trainer = startTrainer({
    ...{ DATABASE_URL: web.databaseUrl, DATA_DIR: web.dataDir, HOST: "127.0.0.1", TRAINING_ENGINE: "http" },
    ...{ TRAINING_TOKEN: TOKEN, TRAINING_VOTES: String(VOTES), TRAINING_PORT: String(rewardPort) },
  });
});
afterAll(() => trainer.end("SIGTERM"));

const authorized = { authorization: `Bearer ${TOKEN}` };
const json = { "content-type": "application/json" };
const at = (path: string) => `http://127.0.0.1:${web.port}/api/training/${path}`;

async function comparisons(query = ""): Promise<ComparisonsForTraining> {
  const response = await fetch(at(`comparisons${query}`), { headers: authorized });
  expect(response.status).toBe(200);
  return (await response.json()) as ComparisonsForTraining;
}

async function post(body: object, path = "candidates", headers: object = authorized) {
  const response = await fetch(at(path), {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    ...((await response.json()) as { error?: string; message?: string; state?: JobState }),
  };
}

async function playRound(): Promise<void> {
  const { stores } = web;
  await expect.poll(() => stores.policies.newest(arenaId), { timeout: WAIT_MS }).not.toBeNull();
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: VOTES });
  await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, playerId, "a")));
  await stores.rounds.close(round.id);
}

/** The job that an engine is given after a round. */
async function job(): Promise<NonNullable<ComparisonsForTraining["job"]>> {
  await playRound();
  await expect.poll(async () => (await comparisons()).job, { timeout: WAIT_MS }).not.toBeNull();
  return (await comparisons()).job!;
}

/** Trains, or at least changes, the starting model a little; returns what it's handed in as. */
async function candidate(name: string): Promise<{ uri: string; sha256: string }> {
  const { config, weights } = await readCheckpoint(POCKET_FOLDER);
  const random = seeded(name.length);
  const moved = Object.entries(weights).map(([tensor, { shape, values }]) => [
    tensor,
    { shape, values: values.map((value) => value * (1 + 0.01 * (random() - 0.5))) },
  ]);
  const folder = join(web.dataDir, "elsewhere", name);
  await writeCheckpoint(folder, { config, weights: Object.fromEntries(moved) }, POCKET_FOLDER);
  return { uri: folder, sha256: await candidateSha256(folder) };
}

const stateOf = async (id: string) => (await web.stores.trainingJobs.byId(id))?.state;

describe("an engine that asks for its work over HTTP", () => {
  test("shows its token, reads comparisons page by page without who voted, and hands in a candidate that is promoted", async () => {
    expect((await fetch(at("comparisons"))).status).toBe(401);
    expect((await fetch(at("comparisons"), { headers: { authorization: "Bearer guess" } })).status).toBe(401);
    const { comparisonId, jobId, method, parent, term } = await job();
    expect({ method, parent, term }).toEqual({ method: "dpo", parent: 0, term: 1 });
    expect(await stateOf(jobId)).toBe("running");

    const first = await comparisons(`?limit=${VOTES - 2}`);
    expect(first.comparisons).toHaveLength(VOTES - 2);
    const second = await comparisons(`?after=${first.next}`);
    expect(second).toMatchObject({ next: null });
    const all = [...first.comparisons, ...second.comparisons];
    expect(all).toHaveLength(VOTES);
    expect(all.at(-1)!.id).toBe(comparisonId);
    expect(Object.keys(all[0]!).sort()).toEqual(
      ["a", "b", "bothBad", "criterion", "id", "label", "prompt", "promptId", "turns", "votes"].sort(),
    );
    expect((await fetch(at("comparisons?after=x"), { headers: authorized })).status).toBe(400);

    const made = { jobId, term, parent, comparisonId, ...(await candidate("first")) };
    const other = await web.stores.arenas.create({ name: "other", title: "Other" });
    expect(other).not.toBeNull();
    const wrong = [
      [made, 401, "training_token_needed", {}],
      [{ ...made, sha256: "abc" }, 400, "bad_settings"],
      [{ ...made, jobId: "00000000-0000-4000-8000-000000000000" }, 404, "unknown_job"],
      [{ ...made, term: term - 1 }, 409, "stale"],
      [{ ...made, parent: 7 }, 409, "parent"],
      [{ ...made, comparisonId: comparisonId + 1 }, 409, "comparisons"],
    ] as const;
    for (const [body, status, error, headers] of wrong)
      expect(await post(body, "candidates", headers), error).toMatchObject({
        status,
        error,
        message: expect.any(String),
      });
    expect(await post(made, "candidates?arena=other")).toMatchObject({ status: 409, error: "arena" });
    expect(await stateOf(jobId)).toBe("running"); // none of these is held against the job

    expect(await post(made)).toMatchObject({ status: 202, state: "gated" });
    expect(await post(made)).toMatchObject({ status: 409, error: "duplicate" });
    await expect.poll(() => stateOf(jobId), { timeout: WAIT_MS }).toBe("promoted");
    expect(await web.stores.policies.newest(arenaId)).toMatchObject({ version: 1, parent: 0, comparisonId });
    const record = await web.stores.trainingJobs.byId(jobId);
    expect(record?.refusals.map(({ problem }) => problem)).toEqual([
      "stale",
      "parent",
      "comparisons",
      "arena",
      "duplicate",
    ]);
  });

  test("is told why a candidate whose files are others than it said is rejected; a host sees it, and cancels a job", async () => {
    const one = await job();
    const made = await candidate("second");
    await post({ ...withoutMethod(one), ...made, sha256: "0".repeat(64) });
    await expect.poll(() => stateOf(one.jobId), { timeout: WAIT_MS }).toBe("rejected");
    const host = { "x-host-password": PASSWORD };
    expect((await fetch(at(`jobs/${one.jobId}`))).status).toBe(401);
    const details = (await (await fetch(at(`jobs/${one.jobId}`), { headers: host })).json()) as JobDetails;
    expect(details.reason).toContain(made.sha256);

    const another = await job();
    expect((await post({}, `jobs/${another.jobId}/cancel`, {})).status).toBe(401);
    expect(await post({}, `jobs/${another.jobId}/cancel`, host)).toMatchObject({ status: 200, state: "cancelled" });
    expect(await post({}, `jobs/${another.jobId}/cancel`, host)).toMatchObject({ status: 409 });
    expect(await post({ ...withoutMethod(another), ...made })).toMatchObject({ status: 409, error: "duplicate" });
  });
});

const withoutMethod = ({ method: _method, ...one }: NonNullable<ComparisonsForTraining["job"]>) => one;

test("rewards are told in OpenRLHF's form, many at once, as training follows them", async () => {
  // A program that can send no headers shows the token as the password of the address.
  const ask = async (body: object, password = TOKEN) => {
    const authorization = `Basic ${Buffer.from(`any:${password}`).toString("base64")}`;
    const init = { method: "POST", headers: { ...json, authorization }, body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${rewardPort}/get_reward`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const prompt = "<bos>Why are cats so interesting?<sep>";
  const answers = ["They are soft.", "They sleep all day and dream of fish.", "Bah."];
  const query = answers.map((answer) => `<bos> Why are cats so interesting?<sep> ${answer}<eos>`);
  const whole = await ask({ query, prompts: query.map(() => prompt), labels: query.map(() => "") });
  expect(whole.status).toBe(200);
  const { rewards, scores, extra_logs } = whole.body as {
    rewards: number[];
    scores: number[];
    extra_logs: { cut: number[] };
  };
  expect(rewards).toHaveLength(3);
  expect(rewards.every(Number.isFinite)).toBe(true);
  expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
  expect(extra_logs.cut).toEqual([0, 0, 0]);
  const apart = await Promise.all(query.map((one) => ask({ query: [one], prompts: ["Why are cats so interesting?"] })));
  expect(apart.map(({ status }) => status)).toEqual([400, 400, 400]); // not how the text begins
  const same = await Promise.all(query.map((one) => ask({ query: [one], prompts: [prompt] })));
  for (const [i, { body }] of same.entries()) expect((body.rewards as number[])[0]).toBeCloseTo(rewards[i]!, 4);
  expect((await ask({ query, prompts: [prompt] })).status).toBe(400);
  expect((await ask({ query }, "wrong")).status).toBe(401);
});
