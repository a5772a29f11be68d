import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenMethod } from "../../../../server/methods/method.ts";
import { type RlooSettings, rloo, rlooLoss } from "../../../../server/methods/rloo/rloo.ts";
import type { Engine } from "../../../../server/ml/engine/engine.ts";
import type { Checkpoint } from "../../../../server/ml/model/checkpoint.ts";
import { leaveOneOut } from "../../../../server/ml/objectives/gae.ts";
import type { Reading } from "../../../../server/ml/training/reference-model.ts";
import { openLearner } from "../../../../server/trainer/learner.ts";
import type { Learner } from "../../../../server/trainer/learner-contract.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { openTestEngine } from "../../../support/engine-under-test.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { liking, TINY_RLOO, TINY_SHAPE, tinyPrompts, tinyStart, tinyTokenizer } from "../../../support/tiny-learner.ts";

describe("advantages", () => {
  test("by hand: each reward less the mean of the prompt's other answers", () => {
    expect(leaveOneOut([1, 2, 6, 10, 10, -2], 3)).toEqual([1 - 4, 2 - 3.5, 6 - 1.5, 10 - 4, 10 - 4, -2 - 10]);
    expect(leaveOneOut([3, 7], 2)).toEqual([-4, 4]);
  });

  test("sum to nothing among the answers to a prompt, and don't change with what all of them share", () => {
    const random = seeded(1);
    const rewards = Array.from({ length: 12 }, () => 4 * random() - 2);
    const shifted = rewards.map((reward, i) => reward + [5, -3, 0][Math.floor(i / 4)]!);
    const [plain, other] = [leaveOneOut(rewards, 4), leaveOneOut(shifted, 4)];
    for (const [i, one] of plain.entries()) expect(other[i]).toBeCloseTo(one, 10);
    for (let at = 0; at < 12; at += 4)
      expect(plain.slice(at, at + 4).reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 10);
  });

  test("need another answer to compare with", () => {
    expect(() => leaveOneOut([1, 2], 1)).toThrow("1 answers to a prompt leave none to compare with");
  });
});

describe("the loss", () => {
  beforeAll(async () => {
    tf.enableProdMode(); // no console advice
    await tf.setBackend("cpu");
  });
  const number = (tensor: tf.Tensor) => tensor.dataSync()[0]!;
  /** Two answers and a row that only fills the batch up. */
  const advantages = () => tf.tensor1d([2, -3, 100]);
  const weight = () => tf.tensor1d([1, 1, 0]);

  test("by hand: minus advantage times the response's log-probability, over responses and not over tokens", () => {
    tf.tidy(() => {
      const logProbs = tf.tensor2d([
        [-1, -2, -3],
        [-0.5, 0, 0],
        [-9, -9, -9],
      ]);
      const { total, stats } = rlooLoss({ logProbs, advantages: advantages(), weight: weight() });
      expect(number(total)).toBeCloseTo(-(2 * -6 + -3 * -0.5) / 2, 6);
      expect(number(stats["logps/policy"]!)).toBeCloseTo((-6 - 0.5) / 2, 6);
    });
  });

  test("has the gradient that finite differences have, through a softmax over a vocabulary", () => {
    const [rows, time, vocab] = [3, 2, 4];
    const random = seeded(3);
    const logits = Array.from({ length: rows * time * vocab }, () => 2 * random() - 1);
    const chosen = Array.from({ length: rows * time }, () => Math.floor(random() * vocab));
    const lossOf = (values: tf.Tensor): tf.Scalar => {
      const logProbs = values.reshape([rows * time, vocab]).logSoftmax();
      const picked = logProbs
        .mul(tf.oneHot(tf.tensor1d(chosen, "int32"), vocab))
        .sum(-1)
        .reshape([rows, time]);
      return rlooLoss({ logProbs: picked, advantages: advantages(), weight: weight() }).total;
    };
    tf.tidy(() => {
      const gradient = tf.grad(lossOf)(tf.tensor1d(logits)).dataSync();
      const step = 1e-2;
      for (const i of logits.keys()) {
        const at = (move: number) => number(lossOf(tf.tensor1d(logits.with(i, logits[i]! + move))));
        expect(gradient[i]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 3);
      }
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.3);
      expect(gradient.subarray(2 * time * vocab).every((one) => one === 0)).toBe(true);
    });
  });
});

describe("RLOO on a policy", () => {
  const scratch = temporaryFolder();
  const asked = Array.from({ length: 64 }, (_, i) => tinyPrompts[i % tinyPrompts.length]!.text);
  let engine: Engine;
  let start: Checkpoint;
  beforeAll(async () => {
    engine = await openTestEngine();
    ({ start } = await tinyStart(engine, scratch.path));
  });
  afterAll(() => expect(tf.memory().numTensors).toBe(0));

  const likingOf = ({ response }: { readonly response: readonly number[] }) => liking(tinyTokenizer.decode(response));
  /** A learner whose reward is how much the players of the tiny world like an answer. */
  const openPlanted = (
    reward = (_: readonly Reading[], some: Parameters<typeof likingOf>[0][]) => some.map(likingOf),
  ) =>
    openLearner({
      ...{ engine, start, tokenizer: tinyTokenizer, shape: TINY_SHAPE, seed: 1, batch: TINY_RLOO.batch },
      prompts: tinyPrompts.map(({ text }) => text),
      reward: (readings, responses) => reward(readings, [...responses]),
    });
  const meanLiking = async (learner: Learner) => {
    const answers = await learner.sample(asked, seeded(5));
    return answers.reduce((sum, one) => sum + likingOf(one), 0) / answers.length;
  };
  async function withRloo(
    change: Partial<RlooSettings>,
    use: (method: OpenMethod, learner: Learner) => Promise<void>,
    learner?: Learner,
  ): Promise<void> {
    const own = learner ?? (await openPlanted());
    const method = rloo({ ...TINY_RLOO, ...change }).open(own);
    await use(method, own);
    await method.dispose();
    await own.dispose();
  }

  test("overfits a simple reward where nothing holds it, and moves less where KL costs much", async () => {
    const kls: number[] = [];
    for (const klCoefficient of [0, 5]) {
      const kl = { ...TINY_RLOO.kl, min: klCoefficient, max: klCoefficient };
      await withRloo({ klCoefficient, kl, scoreClip: 8, learningRate: 2e-3 }, async (method, learner) => {
        const before = await meanLiking(learner);
        const first = await method.iterate();
        expect(first["objective/kl"]).toBeCloseTo(0, 3);
        expect(first["logps/policy"]).toBeLessThan(0);
        let metrics = first;
        for (let i = 0; i < 24; i++) metrics = await method.iterate();
        kls.push(metrics["objective/kl"]!);
        if (klCoefficient === 0) {
          expect(before).toBeLessThan(3.5);
          expect(await meanLiking(learner)).toBeGreaterThan(7);
          expect(metrics["objective/scores"]).toBeGreaterThan(first["objective/scores"]! + 3);
        }
      });
    }
    expect(kls[1]).toBeLessThan(0.25 * kls[0]!);
  });

  test("reads in its updates what the policy said: the log-probabilities of the rollout, before anything moved", async () => {
    await withRloo({ minibatch: 16, batch: 16, learningRate: 0 }, async (method) => {
      const metrics = await method.iterate();
      expect(metrics.updates).toBe(1);
      expect(metrics["logps/policy"]).toBeCloseTo(-metrics["objective/entropy"]!, 3);
    });
  });

  test("takes the KL, the clip and a missing end off a response's reward", async () => {
    const all = await openPlanted((readings) => readings.map(() => 100));
    await withRloo(
      { missingEosPenalty: 3, scoreClip: 0.5 },
      async (method, learner) => {
        const answers: (readonly number[])[] = [];
        const { sample } = learner;
        Object.assign(learner, {
          sample: async (...given: Parameters<typeof sample>) => {
            const drawn = await sample(...given);
            answers.push(...drawn.map(({ response }) => response));
            return drawn;
          },
        });
        await method.iterate();
        answers.length = 0;
        const metrics = await method.iterate();
        const unended = answers.filter((response) => response.at(-1) !== TINY_SHAPE.eosId).length;
        expect(metrics["objective/scores"]).toBeCloseTo(0.5 - (3 * unended) / answers.length, 6);
        const price = metrics["objective/wording_price"]!;
        const cost = metrics.kl_coefficient! * metrics["objective/kl"]!;
        expect(metrics["objective/rlhf_reward"]).toBeCloseTo(metrics["objective/scores"]! - price - cost, 6);
      },
      all,
    );
  });

  test("sizes that don't divide are refused", async () => {
    const learner = await openPlanted();
    expect(() => rloo({ ...TINY_RLOO, minibatch: 5 }).open(learner)).toThrow("RLOO: batch and minibatch: 32");
    expect(() => rloo({ ...TINY_RLOO, perPrompt: 5 }).open(learner)).toThrow("RLOO: batch and perPrompt: 32");
    await learner.dispose();
  });
});
