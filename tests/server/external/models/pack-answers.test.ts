import { expect, test } from "vitest";
import { configuredModels } from "../../../../server/external/models/external-model.ts";
import { modelPanel } from "../../../../server/external/models/model-panel.ts";
import { packPrompts } from "../../../../server/game/packs/pack-prompts.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { isSafe } from "../../../../server/world/safety.ts";
import { EXTERNAL_MODEL } from "../../../../shared/round/authors.ts";
import type { Mode } from "../../../../shared/round/modes.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { newPair, newPlayer, newPolicy, newVote, withStores } from "../../../support/open-arena.ts";
import { type Answer, says, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;
const unlimited = { maxCalls: Number.POSITIVE_INFINITY, maxTokens: Number.POSITIVE_INFINITY, thinkingTokens: 0 };
const PROMPTS = ["¿Por qué vuelan los pájaros?", "¿Qué es un río?"];

/** Each answer is another, and names what was asked. */
function answering(): Answer {
  let said = 0;
  return (response, asked) => says(`${asked.body.messages[1]!.content} Es así por ${++said} razones.`)(response, asked);
}

function panelFor(url: string) {
  const { stores } = opened;
  const endpoint = { url, model: "big", apiKey: null, timeoutMs: 30_000, ...unlimited };
  return modelPanel({
    ...{ arenaId, externalModels: stores.externalModels, now: Date.now, wallNow: Date.now },
    log: {
      info: () => {},
      warn: (context: object, message: string) => expect.unreachable(JSON.stringify([context, message])),
    },
    opener: configuredModels(new Map([["endpoint", endpoint]]), isSafe),
    packs: async () =>
      (await stores.promptPacks.played(arenaId)).map((pack) => ({ id: pack.id, prompts: packPrompts(pack) })),
    settings: () => stores.trainingChoices.of(arenaId),
  });
}

/** A round of a session that plays the prompts above, and its player. */
async function packRound(mode: Mode) {
  const { stores } = opened;
  const pack = await stores.promptPacks.add({ name: "Spanish", prompts: PROMPTS });
  const { session } = await stores.sessions.create({ ...DEFAULT_SETTINGS, mode, packId: pack.id });
  const player = await newPlayer(stores, session.id);
  let index = 0;
  return {
    playerId: player.id,
    next: () => stores.rounds.open({ sessionId: session.id, index: ++index }),
    finish: () => stores.sessions.finish(session.id),
  };
}

test("a Duel of a host's own prompts is played with an external model's answers against each other, in any language", async () => {
  const { stores } = opened;
  await using endpoint = await scriptedEndpoint(answering());
  const panel = panelFor(endpoint.url);
  await newPolicy(stores);
  await stores.pool.add(arenaId, [newPair(), newPair({ kind: "showdown" })]);
  await panel.step(1_000);
  expect(endpoint.asked).toEqual([]); // nobody plays a pack, and the arena's settings name nobody
  const game = await packRound("duel");
  const first = await game.next();
  expect(await stores.pool.dealShowdown({ arenaId, roundId: first.id })).toBeNull();
  for (let asked = -1; asked < endpoint.asked.length; ) {
    asked = endpoint.asked.length;
    await panel.step(1_000);
  }
  const enough = endpoint.asked.length;
  expect(enough).toBeLessThan(40);

  // More rounds than prompts: none waits in vain.
  for (let round = first; round.index <= 3; round = await game.next()) {
    const deal = { arenaId, roundId: round.id, playerId: game.playerId, count: 4 };
    const rapid = await stores.pool.dealToPlayer(deal);
    const showdown = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
    expect(rapid).toHaveLength(4);
    for (const { prompt, a, b } of [...rapid, showdown!]) {
      expect(PROMPTS).toContain(prompt);
      expect([a, b].map(({ policyVersion, externalModel }) => [policyVersion, externalModel])).toEqual([
        [EXTERNAL_MODEL, "endpoint:big"],
        [EXTERNAL_MODEL, "endpoint:big"],
      ]);
      expect(a.text).not.toBe(b.text);
    }
    await stores.votes.cast([newVote(showdown!, round.id, game.playerId)]);
    await stores.rounds.close(round.id);
    await newPolicy(stores); // what was dealt before a promotion is there after it
  }
  // Such votes teach what is liked, and say nothing of versions.
  expect((await stores.comparisons.after(arenaId, 0, 10)).map(({ label }) => label)).toEqual([1, 1, 1]);
  expect(await stores.externalModels.matchups(arenaId)).toEqual([]);
  expect(await stores.comparisons.betweenVersions(arenaId)).toEqual([]);

  await game.finish();
  const before = endpoint.asked.length;
  await panel.step(1_000);
  expect(endpoint.asked.length).toBe(before);
  await panel.stop();
});

test("a Podium of a host's own prompts ranks an external model's answers, again when the prompts are used up", async () => {
  const { stores } = opened;
  await using endpoint = await scriptedEndpoint(answering());
  const panel = panelFor(endpoint.url);
  await newPolicy(stores);
  const game = await packRound("podium");
  for (let i = 0; i < 12; i++) await panel.step(1_000);
  const ranked: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { id: roundId } = await game.next();
    const podium = (await stores.pool.dealPodium({ arenaId, roundId }))!;
    expect(podium.answers.length).toBeGreaterThanOrEqual(3);
    expect(podium.pairs).toHaveLength((podium.answers.length * (podium.answers.length - 1)) / 2);
    expect(podium.answers.map(({ externalModel }) => externalModel)).toContain("endpoint:big");
    expect(await stores.pool.dealPodium({ arenaId, roundId })).toEqual(podium);
    ranked.push(podium.prompt);
  }
  expect(ranked.slice(0, 2).toSorted()).toEqual(PROMPTS.toSorted());
  expect(PROMPTS).toContain(ranked[2]);
  await panel.stop();
});
