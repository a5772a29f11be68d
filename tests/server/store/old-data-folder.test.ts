import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Comparison } from "../../../server/ports/learning.ts";
import type { Stores } from "../../../server/ports/stores.ts";
import { loadRewardModel } from "../../../server/reward/reward-folder.ts";
import { openStores } from "../../../server/store/open-stores.ts";
import { migrateDatabase } from "../../../server/store/postgres/migrate.ts";
import { loadPolicy } from "../../../server/trainer/folders/policy-folders.ts";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { runData } from "../../support/run-data.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TINY } from "../../support/tiny-model.ts";

/**
 * A data folder of commit 6123092, kept as text, since a Postgres folder is large and belongs to one platform. That commit's own
 * processes and stores made it: a web process and a trainer on the embedded Postgres, `npm run crowd` with 4 players and 2 rounds, in
 * which two versions were trained and promoted, then a round of Beat the Bot, a ranking, an AI judge, a model that answers beside the
 * policy, a prompt pack and an import of two comparisons, all through its stores and commands.
 * Afterwards most of what nobody had been dealt was deleted, to keep it small. `schema.sql` is the migrations of that commit one after the
 * other, `rows.sql` every row that the tables then held, and `exports/` what its `npm run data -- export` wrote. Of the folders below it there
 * are the newest reward model, and a policy of a tiny model that it saved, which is version 3; the other versions have 12 MB each.
 */
const FOLDER = join(import.meta.dirname, "../../fixtures/old-data-folder");
const arenaId = MAIN_ARENA;

const read = (file: string) => readFileSync(join(FOLDER, file), "utf8");
const lines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** How many rows each table has, and what was voted. */
async function contentsOf(sql: postgres.Sql) {
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  const counts = new Map<string, number>();
  for (const { name } of tables) counts.set(name, (await sql`select from ${sql(name)}`).count);
  const votes = await sql`select pair_id, player_id, verdict, decision_ms, cast_at from votes order by id`;
  return { counts, votes: [...votes] };
}

let database: FreshDatabase;
let stores: Stores;
let temporary = { path: "", remove: () => {} };
let before: Awaited<ReturnType<typeof contentsOf>>;
let after: typeof before;

beforeAll(async () => {
  temporary = temporaryFolder();
  database = await freshDatabase({ migrated: false });
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  await sql.unsafe(read("schema.sql"));
  await sql.unsafe(read("rows.sql"));
  // Arenas had a number and nothing more.
  await sql`insert into training_steps (arena_id, kind, policy_version, metrics) values (7, 'reward', 0, '{}')`;
  before = await contentsOf(sql);
  await migrateDatabase(database.url);
  after = await contentsOf(sql);
  await sql.end({ timeout: 5 });
  stores = openStores(database.url);
});

afterAll(async () => {
  await stores.close();
  await database.drop();
  temporary.remove();
});

describe("a data folder of an earlier version", () => {
  test("keeps every row when its database is brought up to date", () => {
    expect(before.votes).toHaveLength(88);
    expect(before.counts.get("comparisons")).toBe(77);
    for (const [table, count] of before.counts) expect(after.counts.get(table), table).toBe(count);
    expect(after.votes).toEqual(before.votes);
  });

  test("has its arenas: the main one, and those of other numbers with names made of these", async () => {
    expect(await stores.arenas.byName("main")).toMatchObject({ id: MAIN_ARENA, listed: true, version: 2 });
    expect(await stores.arenas.byName("arena-7")).toMatchObject({ id: 7, title: "Arena 7", listed: false });
    expect(await stores.arenas.isOpenTo(7, undefined)).toBe(true);
    const made = await stores.arenas.create({ name: "new", title: "New" });
    expect(made!.arena).toMatchObject({ id: 8, version: 0 });
    expect((await stores.pool.remaining(8, 0)).rapid).toBeGreaterThan(0);
  });

  test("has its versions, what they were trained on, and what was measured", async () => {
    const versions = await stores.policies.list(arenaId);
    expect(versions.map(({ version, parent, status, method }) => [version, parent, status, method])).toEqual([
      [0, null, "promoted", null],
      [1, 0, "promoted", "ppo"],
      [2, 1, "promoted", "ppo"],
      [3, 2, "rejected", "ppo"],
    ]);
    expect(versions[3]).toMatchObject({ reason: "it varies too little", metrics: { kl: 0.5, variety: Number.NaN } });
    expect(versions[2]!.trainedOnRound).not.toBeNull();
    const steps = await stores.trainingSteps.after(arenaId, 0, 100);
    expect(steps.map(({ kind }) => kind)).toEqual(["reward", "ppo", "gate", "reward", "ppo", "gate"]);
    expect((await stores.ratings.list(arenaId)).map(({ version }) => version)).toEqual([0, 1, 2]);
    expect(await stores.heartbeats.last(arenaId)).not.toBeNull();
    expect(await stores.trainingChoices.of(arenaId)).toMatchObject({ method: "online-dpo", demonstrationShare: 0.05 });
    expect((await stores.showcase.of(arenaId, [0, 1, 2])).map(({ version }) => version)).toEqual([0, 1, 2]);
  });

  test("has its checkpoints: a policy with what training needs to go on, and a reward model", async () => {
    const tiny = (await stores.policies.list(arenaId))[3]!;
    const config = { ...TINY, layers: 1, hiddenSize: 16, intermediateSize: 24, heads: 2, kvHeads: 1 };
    const { checkpoint, state } = await loadPolicy(join(FOLDER, tiny.folder), config);
    expect(checkpoint.weights["model.embed_tokens.weight"]!.shape).toEqual([64, 16]);
    expect(state).toMatchObject({ method: "ppo", klCoefficient: 0.2, iteration: 1 });
    const { folder } = (await stores.rewardModels.newest(arenaId))!;
    const { ensemble, scale } = await loadRewardModel(join(FOLDER, folder));
    expect(ensemble.heads).toHaveLength(7);
    expect(ensemble.heads[0]).toHaveLength(scale.mean.length);
  });

  test("has its comparisons, of all kinds and in their order, as learning reads them", async () => {
    const comparisons: readonly Comparison[] = await stores.comparisons.after(arenaId, 0, 1_000);
    expect(comparisons).toHaveLength(77);
    expect(comparisons.map(({ id }) => id)).toEqual(comparisons.map(({ id }) => id).toSorted((a, b) => a - b));
    expect(Object.groupBy(comparisons, ({ kind }) => kind)).toMatchObject({
      bot: { length: 2 },
      podium: { length: 6 },
      imported: { length: 2 },
    });
    const ballots = comparisons.flatMap((one) => one.ballots);
    expect(ballots).toHaveLength(88);
    expect(ballots.filter(({ tooFast }) => tooFast === true).length).toBeGreaterThan(0);
    expect(comparisons.filter(({ criterion }) => criterion === "creative")).toHaveLength(3);
    expect(await stores.comparisons.betweenVersions(arenaId)).not.toEqual([]);
    const [won] = await stores.demonstrations.list(arenaId);
    expect(won).toMatchObject({ text: "Because light is scattered, says Ann.", share: 1 });
    expect(await stores.judgements.after(arenaId, "taste: kind", 0, 10)).toHaveLength(5);
    expect(await stores.judgements.state(arenaId)).toMatchObject({ share: 0.25, calls: 5, tokens: 123 });
    expect(await stores.externalModels.list(arenaId)).toMatchObject([
      { name: "oracle", share: 0.2, paused: "busy", calls: 3, tokens: 77, unusable: 1, answers: 1 },
    ]);
  });

  test("has its sessions", async () => {
    const recent = await stores.sessions.recent(10);
    expect(Object.fromEntries(recent.map(({ settings, votes }) => [settings.title, votes]))).toEqual({
      "Beat the bot": 4,
      Bees: 0,
      Crowd: 72,
      "Drop-in": 0,
      "Imported: handmade.jsonl": 0,
      Ranking: 12,
    });
    const session = (await stores.sessions.byCode("XWNV"))!;
    expect(session.settings).toEqual({ ...DEFAULT_SETTINGS, timing: "fixed", title: "Ranking", mode: "podium" });
    const results = await stores.results.ofSession(session);
    expect(results.players.map(({ nickname, votes }) => [nickname, votes])).toEqual(
      expect.arrayContaining([
        ["Ann", 6],
        ["Bob", 6],
      ]),
    );
  });

  test("is exported as that version did, row by row", async () => {
    const exported = async (form: string) => {
      const out = join(temporary.path, `${form}.jsonl`);
      const done = await runData(database.url, ["export", "--form", form, "--out", out]);
      expect(done).toMatchObject({ code: 0, stderr: "" });
      return lines(readFileSync(out, "utf8"));
    };
    for (const form of ["preferences", "sft"])
      expect(await exported(form)).toEqual(lines(read(`exports/${form}.jsonl`)));
    // Pseudonyms are made for each export; that they tell the same players apart is what lasts.
    const byFirst = (rows: Record<string, unknown>[]) => {
      const judges = [...new Set(rows.map(({ judge }) => judge))];
      return rows.map((row) => ({ ...row, judge: judges.indexOf(row.judge) }));
    };
    expect(byFirst(await exported("battles"))).toEqual(byFirst(lines(read("exports/battles.jsonl"))));
  });

  test("takes a file in that the earlier version exported", async () => {
    const old = lines(read("exports/preferences.jsonl"));
    const file = join(FOLDER, "exports/preferences.jsonl");
    const done = await runData(database.url, ["import", "--arena", "1", file]);
    const n = old.length;
    const said = `${n} rows, ${n} comparisons.\nThe arena's model can learn from ${n} of the ${n}.\n${n} comparisons in arena 1\n`;
    expect(done).toMatchObject({ code: 0, stdout: said });
    const last = (await stores.comparisons.after(arenaId, 77, 1_000)).filter(({ kind }) => kind === "imported");
    expect(
      last.map(({ prompt, a, b, label }) => ({
        prompt,
        chosen: (label === 1 ? a : b).text,
        rejected: (label === 1 ? b : a).text,
      })),
    ).toEqual(old);
  });

  test("goes on where it was: a player of an open session votes, and the round's comparison is stored", async () => {
    const session = (await stores.sessions.byCode("XWNV"))!;
    const round = (await stores.pastRounds.latest(session.id))!;
    expect(round).toMatchObject({ index: 2, beat: null, closedForMs: null });
    const [player] = await stores.players.ofSession(session.id);
    const pair = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
    const vote = { pairId: pair.id, playerId: player!.id, roundId: round.id, verdict: "a" as const, decisionMs: 900 };
    expect(await stores.votes.cast([vote])).toEqual(["accepted"]);
    expect(await stores.rounds.close(round.id)).toEqual({ comparisons: 1, votes: 1 });
  });
});
