import { afterAll, beforeAll, expect, test } from "vitest";
import { openEngine } from "../../../../server/ml/engine/engine.ts";
import type { Learner } from "../../../../server/trainer/learner-contract.ts";
import {
  type AnswerPool,
  answersByPrompt,
  NOTHING_EARLIER,
  poolPairs,
  sampleAnswers,
} from "../../../../server/trainer/pool/answer-pool.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { openTinyLearner, tinyPrompts, tinyStart, tinyTokenizer } from "../../../support/tiny-learner.ts";

const scratch = temporaryFolder();
const safe = (text: string) => !text.startsWith("asix");
let learner: Learner;
let startAnswers: AnswerPool;
let newAnswers: AnswerPool;
beforeAll(async () => {
  const engine = await openEngine("onnx");
  const { start } = await tinyStart(engine, scratch.path);
  learner = await openTinyLearner(engine, start);
  const sample = (prompts: typeof tinyPrompts, seed: number) =>
    sampleAnswers(learner, prompts, 4, tinyTokenizer.decode, seeded(seed));
  startAnswers = await sample(tinyPrompts.slice(0, 6), 1);
  newAnswers = await sample(tinyPrompts.slice(0, 8), 2);
});
afterAll(() => learner.dispose());

test("rapid pairs set new answers against each other and against the starting policy's to the same prompt", () => {
  const earlier = { ...NOTHING_EARLIER, rapid: answersByPrompt(startAnswers, 0, safe) };
  const pairs = poolPairs(learner, newAnswers, 3, earlier, 0, safe, seeded(3));
  const versions = pairs.map(({ a, b }) => [a.policyVersion, b.policyVersion].toSorted().join());
  expect(new Set(versions)).toEqual(new Set(["0,3", "3,3"]));
  expect(pairs.length).toBeLessThanOrEqual(16);
  const own = new Map(newAnswers.prompts.map(({ id }, i) => [id, newAnswers.texts.slice(4 * i, 4 * i + 4)]));
  const old = new Map(startAnswers.prompts.map(({ id }, i) => [id, startAnswers.texts.slice(4 * i, 4 * i + 4)]));
  for (const { prompt, a, b } of pairs) {
    expect(a.text).not.toBe(b.text);
    for (const { policyVersion, text } of [a, b]) {
      expect((policyVersion === 3 ? own : old).get(prompt.id)).toContain(text);
      expect(safe(text)).toBe(true);
    }
  }
});

test("without earlier answers all pairs are of the new version", () => {
  const pairs = poolPairs(learner, newAnswers, 3, NOTHING_EARLIER, 0, safe, seeded(3));
  expect(pairs.length).toBeGreaterThan(4);
  for (const { a, b } of pairs) expect([a.policyVersion, b.policyVersion]).toEqual([3, 3]);
});

test("a prompt whose answers are all unsafe has none to be met", () => {
  expect([...answersByPrompt(startAnswers, 0, () => false)]).toEqual([]);
});

test("with more meetings the same answers make more pairs, and none twice", () => {
  const pairsWith = (meetings: number) =>
    poolPairs(learner, newAnswers, 3, NOTHING_EARLIER, 0, safe, seeded(3), meetings);
  const [once, thrice] = [pairsWith(1), pairsWith(3)];
  expect(thrice.length).toBeGreaterThan(1.5 * once.length);
  expect(new Set(thrice.map(({ prompt, a, b }) => `${prompt.id} ${[a.text, b.text].sort()}`)).size).toBe(thrice.length);
  for (const { a, b } of thrice) expect([a.ended, b.ended]).toEqual([true, true]);
});
