import { expect, test } from "vitest";
import { packPrompts } from "../../../../server/game/packs/pack-prompts.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { NewPair } from "../../../../server/ports/pool.ts";
import type { RoundRecord } from "../../../../server/ports/rounds.ts";
import type { PromptPackRecord } from "../../../../server/ports/sessions.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { newPair, newPlayer, newPolicy, newRound, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;
const newPack = (...prompts: string[]) => opened.stores.promptPacks.add({ name: "Form 7b", prompts });

async function packRound(pack: PromptPackRecord) {
  const { stores } = opened;
  const { session } = await stores.sessions.create({ ...DEFAULT_SETTINGS, packId: pack.id });
  const player = await newPlayer(stores, session.id);
  return { session, player, round: await stores.rounds.open({ sessionId: session.id, index: 1 }) };
}
const pairsOf = (pack: PromptPackRecord, kind: NewPair["kind"] = "rapid") =>
  packPrompts(pack).map((prompt): NewPair => ({ ...newPair({ kind }), prompt }));
const dealt = async (round: RoundRecord, playerId: string) =>
  (await opened.stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 9 })).map(
    ({ prompt }) => prompt,
  );

test("a session is dealt pairs of its own pack, or of none, and no copies of others either", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  const [cats, dogs] = [await newPack("Why cats?", "Why not cats?"), await newPack("Why dogs?")];
  const plain = await newRound(stores);
  const own = await packRound(cats);
  await stores.pool.add(arenaId, [
    ...[newPair(), ...pairsOf(cats), ...pairsOf(dogs)],
    ...[...pairsOf(dogs, "showdown"), ...pairsOf(cats, "showdown"), newPair({ kind: "showdown" })],
  ]);
  const count = (packId?: string) => stores.pool.remaining(arenaId, 0, packId);
  expect([await count(), await count(cats.id), await count(dogs.id)]).toEqual([
    { rapid: 1, showdown: 1 },
    { rapid: 2, showdown: 2 },
    { rapid: 1, showdown: 1 },
  ]);
  expect((await dealt(own.round, own.player.id)).sort()).toEqual(["Why cats?", "Why not cats?"]);
  expect(await dealt(plain.round, plain.players[0]!.id)).toEqual(["Why is the sky blue?"]);

  const late = [await packRound(cats), await newRound(stores)] as const;
  expect((await dealt(late[0].round, late[0].player.id)).sort()).toEqual(["Why cats?", "Why not cats?"]); // copies
  expect(await dealt(late[1].round, late[1].players[0]!.id)).toEqual(["Why is the sky blue?"]);
  expect((await stores.pool.dealShowdown({ arenaId, roundId: own.round.id }))?.prompt).toMatch(/cats/);
  expect((await stores.pool.dealShowdown({ arenaId, roundId: plain.round.id }))?.prompt).toBe("Why is the sky blue?");
  const none = await packRound(await newPack("Why birds?"));
  expect(await stores.pool.dealShowdown({ arenaId, roundId: none.round.id })).toBeNull();
});

test("the packs that the machine has to answer are those of duels that go on", async () => {
  const { stores } = opened;
  const [duel, bot, over, idle] = [await newPack("a"), await newPack("b"), await newPack("c"), await newPack("d")];
  await stores.sessions.create({ ...DEFAULT_SETTINGS, packId: duel.id });
  await stores.sessions.create({ ...DEFAULT_SETTINGS, packId: duel.id });
  await stores.sessions.create({ ...DEFAULT_SETTINGS, packId: bot.id, mode: "bot" });
  await stores.sessions.create(DEFAULT_SETTINGS);
  const { session } = await stores.sessions.create({ ...DEFAULT_SETTINGS, packId: over.id });
  await stores.sessions.finish(session.id);
  expect(await stores.promptPacks.played(arenaId)).toEqual([duel]);
  expect(idle.prompts).toEqual(["d"]);
});
