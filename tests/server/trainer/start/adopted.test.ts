import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { OpenMethod } from "../../../../server/methods/method.ts";
import { readPeftAdapter } from "../../../../server/ml/model/peft-adapter.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PolicyRecord } from "../../../../server/ports/models.ts";
import { imitate } from "../../../../server/trainer/learn-demonstrations.ts";
import { demonstrationSequence } from "../../../../server/trainer/learner-comparison.ts";
import type { Learner } from "../../../../server/trainer/learner-contract.ts";
import type { Adoption } from "../../../../server/trainer/start/adoption.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { DEFAULT_SETTINGS } from "../../../../shared/round/settings.ts";
import { presentLogProbs } from "../../../support/present-log-probs.ts";
import { fingerprint, withTinyCycles } from "../../../support/tiny-cycles.ts";
import { TINY_SHAPE, tinyPrompts, tinyTokenizer } from "../../../support/tiny-learner.ts";

const arenaId = MAIN_ARENA;
const ADOPTION: Adoption = { sha256: "a".repeat(64), rank: 4, alpha: 8, targets: ["q_proj", "v_proj", "up_proj"] };
const tiny = withTinyCycles();
const newCycle = (adoption = ADOPTION) => tiny.newCycle({}, undefined, adoption);
const last = async (): Promise<PolicyRecord> => (await tiny.stores.policies.list(arenaId)).at(-1)!;
const adapterOf = ({ folder }: PolicyRecord) => readPeftAdapter(join(tiny.root, folder), tiny.start.config);
const stateOf = ({ policy, ...rest }: ReturnType<OpenMethod["state"]>) => ({
  ...rest,
  policy: fingerprint(policy),
});

/**
 * Correlation of how much likelier than at the start a policy makes answers with what the reward model gives them. Of one small step it
 * tells what the rewards of fresh samples, which are mostly chance, can't.
 */
async function agreementWithReward(learner: Learner): Promise<number> {
  const { drawPrompts, sample, reference, rewards } = learner;
  const answers = await sample(drawPrompts(192, seeded(8)), seeded(9));
  const [readings, own] = [await reference.read(answers), await presentLogProbs(learner, answers)];
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
  const centred = (values: readonly number[]) => values.map((value) => value - sum(values) / values.length);
  const likelier = centred(own.map((logProbs, i) => sum(logProbs) - sum(readings[i]!.refLogProbs)));
  const liked = centred(rewards(readings));
  const product = (a: readonly number[], b: readonly number[]) => sum(a.map((x, i) => x * b[i]!));
  return product(likelier, liked) / Math.sqrt(product(likelier, likelier) * product(liked, liked));
}

describe("an arena of an adopted model", () => {
  test("begins with an adapter that changes nothing, learns another by PPO and by DPO, and goes on after a restart", async () => {
    const base = fingerprint(tiny.start.weights);
    const { cycle, learner, method } = await newCycle();
    await cycle.open();
    const first = await last();
    expect(first).toMatchObject({ version: 0, status: "promoted" });
    const files = ["adapter_config.json", "adapter_model.safetensors", "base.json", "ppo-state.json"];
    expect((await readdir(join(tiny.root, first.folder))).sort()).toEqual([...files, "ppo-state.safetensors"]);
    const changes = (adapter: Awaited<ReturnType<typeof adapterOf>>["adapter"]) =>
      Object.entries(adapter).filter(([name, { values }]) => name.includes("lora_B") && values.some((x) => x !== 0));
    expect(changes((await adapterOf(first)).adapter)).toEqual([]);
    expect((await tiny.stores.pool.remaining(arenaId, 0)).rapid).toBeGreaterThan(40);

    await tiny.playRound();
    expect(await cycle.learn()).toBe(true);
    const byPpo = await last();
    expect(byPpo).toMatchObject({ version: 1, status: "promoted", method: "ppo" });
    expect(await agreementWithReward(learner)).toBeGreaterThan(0.3);
    const { adapter, lowRank } = await adapterOf(byPpo);
    expect(lowRank).toEqual({ rank: 4, alpha: 8, targets: ["q_proj", "v_proj", "up_proj"] });
    expect(changes(adapter)).toHaveLength(2 * 3);
    expect(fingerprint(learner.weights())).toBe(fingerprint(adapter));

    const next = await newCycle();
    await next.cycle.open();
    expect(stateOf(next.method.state())).toEqual(stateOf(method.state()));
    await tiny.stores.trainingChoices.change(arenaId, { method: "dpo" });
    await tiny.playRound();
    await next.cycle.learn();
    expect(await last()).toMatchObject({ version: 2, method: "dpo", parent: 1 });
    expect(fingerprint((await adapterOf(await last())).adapter)).not.toBe(fingerprint(adapter));
    expect(fingerprint(tiny.start.weights)).toBe(base);
  });

  test("answers the packs that are played, and trains on them, as far as it can read them", async () => {
    const { stores } = tiny;
    const words = ["aone bone", "btwo ctwo", "csix dsix"];
    const long = Array.from({ length: 9 }, () => "aone").join(" ");
    const pack = await stores.promptPacks.add({ name: "own", prompts: [...words, long] });
    const hopeless = await stores.promptPacks.add({ name: "long", prompts: [long] });
    const { session } = await stores.sessions.create({ ...DEFAULT_SETTINGS, packId: pack.id });
    await stores.sessions.create({ ...DEFAULT_SETTINGS, packId: hopeless.id });
    const { cycle, learner } = await tiny.newCycle({ gate: () => null }, undefined, ADOPTION);
    await cycle.open();
    const left = async () => (await stores.pool.remaining(arenaId, (await last()).version, pack.id)).rapid;
    // The first answers of all are to what is played.
    expect(await left()).toBeGreaterThanOrEqual(70);
    expect((await stores.pool.remaining(arenaId, 0, hopeless.id)).rapid).toBe(0);

    await tiny.playRound(40, session);
    await cycle.learn();
    const drawn = learner.drawPrompts(400, seeded(1));
    const own = drawn.filter((text) => words.includes(text)).length;
    expect(own / drawn.length).toBeGreaterThan(0.4);
    expect(own / drawn.length).toBeLessThan(0.6);
    expect(drawn).not.toContain(long);
    // A class that waits for a new version has its pairs with it, and they meet older answers to its own prompts.
    expect((await last()).version).toBe(1);
    const dealt = await stores.pool.remaining(arenaId, 1, pack.id);
    expect(dealt.rapid).toBeGreaterThanOrEqual(70);
    expect((await stores.pool.remaining(arenaId, 1)).rapid).toBe(0);
    const round = await stores.rounds.open({ sessionId: session.id, index: 2 });
    const { a, b } = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
    expect([a.policyVersion, b.policyVersion].sort()).toEqual([0, 1]);
  });

  test("fits its adapter to what players wrote", async () => {
    const { learner, line } = await newCycle();
    const read = demonstrationSequence(tinyTokenizer, TINY_SHAPE);
    const text = "asix bsix csix dsix esix fsix gsix hsix";
    const sequences = tinyPrompts.map((prompt) => read({ prompt: prompt.text, text })!);
    const likelihood = async () =>
      (await presentLogProbs(learner, sequences)).reduce((sum, one) => sum + one.reduce((a, b) => a + b, 0), 0);
    const before = await likelihood();
    for (let i = 0; i < 20; i++) await imitate(line.sft, sequences, 100, seeded(1));
    expect(await likelihood()).toBeGreaterThan(before + 0.3);
    expect(Object.keys(learner.weights()).every((name) => name.includes("lora_"))).toBe(true);
  });

  test("refuses another model, another rank, and the pocket model's trainer, each by what to do", async () => {
    const { cycle } = await newCycle();
    await cycle.open();
    const refused = /began with another model .*set DATA_DIR to an empty folder/;
    for (const change of [{ sha256: "b".repeat(64) }, { rank: 5 }, { alpha: 4 }] as const)
      await expect((await newCycle({ ...ADOPTION, ...change })).cycle.open()).rejects.toThrow(refused);
    await expect((await tiny.newCycle()).cycle.open()).rejects.toThrow(refused);
    await (await newCycle()).cycle.open();
  });
});

test("an arena of whole models refuses an adopted one", async () => {
  await (await tiny.newCycle()).cycle.open();
  await expect((await newCycle()).cycle.open()).rejects.toThrow(/began with another model/);
});
