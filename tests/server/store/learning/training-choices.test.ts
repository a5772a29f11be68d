import postgres from "postgres";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { versionsBoard } from "../../../../server/web/spectators/boards.ts";
import { DEFAULT_TRAINING } from "../../../../shared/protocol/training-settings.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { newPair, newPlayer, newPolicy, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

test("an arena learns by the defaults until somebody chooses; a choice changes what it names and no other arena", async () => {
  const { trainingChoices } = opened.stores;
  expect(await trainingChoices.of(arenaId)).toEqual(DEFAULT_TRAINING);
  const chosen = await trainingChoices.change(arenaId, { method: "dpo" });
  expect(chosen).toEqual({ ...DEFAULT_TRAINING, method: "dpo" });
  await trainingChoices.change(arenaId, { demonstrationShare: 0.2, method: undefined });
  expect(await trainingChoices.of(arenaId)).toEqual({ ...chosen, demonstrationShare: 0.2 });
  expect(await trainingChoices.of(2)).toEqual(DEFAULT_TRAINING);
});

test("changes of two hosts at once are both kept", async () => {
  const { trainingChoices } = opened.stores;
  await Promise.all([
    trainingChoices.change(arenaId, { method: "dpo" }),
    trainingChoices.change(arenaId, { demonstrationShare: 0.5 }),
  ]);
  expect(await trainingChoices.of(arenaId)).toMatchObject({ method: "dpo", demonstrationShare: 0.5 });
});

test("settings that were stored before a criterion existed have its default weight, and keep the others", async () => {
  const { stores, url } = opened;
  await stores.trainingChoices.change(arenaId, { axisWeights: { ...DEFAULT_TRAINING.axisWeights, helpful: 0.25 } });
  const sql = postgres(url, { max: 1 });
  await sql`update training_choices set settings = settings #- '{axisWeights,creative}'`;
  await sql.end();
  const { axisWeights } = await stores.trainingChoices.of(arenaId);
  expect(axisWeights).toEqual({ ...DEFAULT_TRAINING.axisWeights, helpful: 0.25 });
});

test("a version remembers what made it", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  await newPolicy(stores, { method: "dpo" });
  expect((await stores.policies.list(arenaId)).map(({ method }) => method)).toEqual([null, "dpo"]);
});

test("comparisons and ratings of versions know what was judged", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  const { version } = await newPolicy(stores);
  for (const criterion of ["truthful", "overall"] as const) {
    const { session } = await stores.sessions.create({ ...DEFAULT_SETTINGS, criterion });
    const player = await newPlayer(stores, session.id);
    await stores.pool.add(arenaId, [newPair({ kind: "showdown", versions: [version, 0] })]);
    const round = await stores.rounds.open({ sessionId: session.id, index: 1 });
    const pair = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
    const newerIs = pair!.a.policyVersion === version ? "a" : "b";
    const olderIs = newerIs === "a" ? "b" : "a";
    await stores.votes.cast([newVote(pair!, round.id, player.id, criterion === "truthful" ? newerIs : olderIs)]);
    await stores.rounds.close(round.id);
  }
  const read = await stores.comparisons.after(arenaId, 0, 10);
  expect(read.map(({ criterion }) => criterion)).toEqual(["truthful", "overall"]);
  const matchups = await stores.comparisons.betweenVersionsByCriterion(arenaId);
  expect(matchups.toSorted((x, y) => x.label - y.label)).toMatchObject([
    { criterion: "truthful", a: 0, b: 1, label: 0, votes: 1 },
    { criterion: "overall", a: 0, b: 1, label: 1, votes: 1 },
  ]);
  expect(await stores.comparisons.betweenVersions(arenaId)).toHaveLength(2);
  const board = await versionsBoard(stores, arenaId);
  expect(board.versions[1]!.axes).toMatchObject([{ criterion: "overall" }, { criterion: "truthful" }]);
  expect(board.versions[1]!.axes[0]!.rating).toBeLessThan(1000);
  expect(board.versions[1]!.axes[1]!.rating).toBeGreaterThan(1000);
});
