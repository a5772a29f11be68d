import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../server/arena/ports.ts";
import { DEFAULT_TRAINING, trainingSettingsSchema } from "../../shared/protocol/training-settings.ts";
import { DEFAULT_SETTINGS } from "../../shared/round/settings.ts";
import { newPair, newPlayer, newPolicy, newVote, withStores } from "../support/open-arena.ts";

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

test.each([
  ["an unknown method", { method: "magic" }],
  [
    "weights that are all zero",
    { axisWeights: { overall: 0, helpful: 0, truthful: 0, harmless: 0, creative: 0, own: 0 } },
  ],
  ["an axis too many", { axisWeights: { ...DEFAULT_TRAINING.axisWeights, funny: 1 } }],
  ["an axis too few", { axisWeights: { overall: 1 } }],
  ["a negative weight", { axisWeights: { ...DEFAULT_TRAINING.axisWeights, helpful: -1 } }],
  ["a share above a half", { demonstrationShare: 0.6 }],
  ["a setting that isn't there", { speed: 1 }],
])("%s is refused", (_, change) => {
  expect(trainingSettingsSchema.safeParse(change).success).toBe(false);
});

test("a version remembers what made it", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  await newPolicy(stores, { method: "dpo" });
  expect((await stores.policies.list(arenaId)).map(({ method }) => method)).toEqual([null, "dpo"]);
});

test("a comparison tells what its session was judged by", async () => {
  const { stores } = opened;
  const { version } = await newPolicy(stores);
  for (const criterion of ["truthful", "overall"] as const) {
    const { session } = await stores.sessions.create({ ...DEFAULT_SETTINGS, criterion });
    const player = await newPlayer(stores, session.id);
    await stores.pool.add(arenaId, [newPair({ versions: [version, version] })]);
    const round = await stores.rounds.open({ sessionId: session.id, index: 1 });
    const [pair] = await stores.pool.dealRapid({ arenaId, roundId: round.id, playerId: player.id, count: 1 });
    await stores.votes.cast([newVote(pair!, round.id, player.id)]);
    await stores.rounds.close(round.id);
  }
  const read = await stores.comparisons.after(arenaId, 0, 10);
  expect(read.map(({ criterion }) => criterion)).toEqual(["truthful", "overall"]);
});
