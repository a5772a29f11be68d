import { describe, expect, test } from "vitest";
import { newestOfAll } from "../../../server/reward/address-weights.ts";
import { statelessFeatures } from "../../../server/reward/features/text-features.ts";
import { fitRated } from "../../../server/reward/fit-rated.ts";
import { conservativeReward, ENSEMBLE } from "../../../server/reward/reward-ensemble.ts";
import { applyFeatureScale, featureGroups, fitFeatureScale } from "../../../server/reward/reward-features.ts";
import type { TrainingPair } from "../../../server/reward/training-pair.ts";
import { voteEvidence } from "../../../server/reward/vote-evidence.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { graspOf } from "../../../shared/round/grasp.ts";

const WORDS = ["cats", "purr", "because", "you", "like", "them", "and", "seven", "stars", "shine", "why"];
const random = seeded(1);
const sentence = () =>
  `${Array.from({ length: 3 + Math.floor(9 * random()) }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ")}.`;
const read = (text: string) => statelessFeatures("Why do cats purr?", text, text.length, Float32Array.of(-1, -2));
const groups = featureGroups(0);
const ordinary = Array.from({ length: 120 }, () => read(sentence()));
const scale = fitFeatureScale(ordinary, groups);
const scaled = (text: string) => applyFeatureScale(scale, read(text));
const reference = ordinary.map((one) => applyFeatureScale(scale, one));
const settings = { ...ENSEMBLE, members: 3, groups };

type Judgement = Partial<Pick<TrainingPair, "label" | "bothBad" | "promptId">>;

/** Comparisons of texts as they come, two by two. */
const judged = (texts: readonly string[], judge: (i: number, a: string, b: string) => Judgement): TrainingPair[] => {
  const known = new Map(texts.map((text) => [text, scaled(text)]));
  return Array.from({ length: texts.length >> 1 }, (_, i) => {
    const [a, b] = [texts[2 * i]!, texts[2 * i + 1]!];
    const pair = { id: i + 1, promptId: `p${i % 20}`, a: known.get(a)!, b: known.get(b)!, label: 0.5, bothBad: 0 };
    return { ...pair, ...judge(i, a, b) };
  });
};

/** What is learnt of a crowd, and how it scores some texts. */
function learnt(pairs: readonly TrainingPair[], texts: readonly string[]) {
  const { rewards } = fitRated(pairs, {}, reference, null, settings);
  const evidence = voteEvidence(pairs, settings);
  const scores = texts.map((text) => conservativeReward(rewards.sum, scaled(text), settings.conservatism));
  return { grasp: graspOf({ evidence, comparisons: pairs.length }), evidence, scores, heads: rewards.sum.heads };
}

describe("a reward model stays finite, and says what it makes of it, where", () => {
  test("answers of one word, of none and in Chinese stand beside sentences", () => {
    const odd = ["", "yes", "?", "7", "你好，世界。为什么猫会打呼噜？", "🙂🙂🙂", "a".repeat(5_000)];
    const texts = Array.from({ length: 160 }, (_, i) => (i % 2 === 0 ? odd[(i / 2) % odd.length]! : sentence()));
    const { scores, heads } = learnt(
      judged(texts, () => ({ label: 0 })),
      odd,
    );
    expect(heads.every((head) => head.every(Number.isFinite))).toBe(true);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  test("a crowd loves the empty answer", () => {
    const texts = Array.from({ length: 240 }, (_, i) => (i % 4 === 0 ? "" : sentence()));
    const { scores, grasp } = learnt(
      judged(texts, (_, a, b) => ({ label: (1 + Number(a === "") - Number(b === "")) / 2 })),
      ["", sentence()],
    );
    expect(scores[0]!).toBeGreaterThan(scores[1]!);
    expect(grasp).toBe("sure");
  });

  test("a crowd hates everything", () => {
    const texts = Array.from({ length: 240 }, sentence);
    const { scores, grasp } = learnt(
      judged(texts, () => ({ label: 0.5, bothBad: 1 })),
      texts.slice(0, 20),
    );
    expect(scores.every((score) => Number.isFinite(score) && Math.abs(score) < 4)).toBe(true);
    expect(grasp).toBe("none"); // and so the policy stays
  });

  test("all answers are the same", () => {
    const { heads, grasp } = learnt(
      judged(new Array<string>(200).fill("yes"), (i) => ({ label: i % 2 })),
      [],
    );
    expect(heads.every((head) => head.every((value) => Math.abs(value) < 1e-6))).toBe(true);
    expect(grasp).toBe("none");
  });

  test("ten thousand comparisons are all on one prompt", () => {
    const texts = Array.from({ length: 60 }, sentence);
    const many = Array.from({ length: 20_000 }, () => texts[Math.floor(random() * texts.length)]!);
    const all = judged(many, (_, a, b) => ({ promptId: "only", label: Number(a.length > b.length) }));
    const pairs = newestOfAll(all, 300);
    expect(pairs.at(-1)!.id).toBe(10_000);
    const { scores, heads, grasp } = learnt(pairs, texts);
    expect([...heads.flatMap((head) => [...head]), ...scores].every(Number.isFinite)).toBe(true);
    // Nothing was held out that could tell: it isn't believed, and the policy stays.
    expect(grasp).toBe("none");
  });
});
