import { describe, expect, test } from "vitest";
import { traitChanges, traitMetrics } from "../../../server/stats/trait-changes.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { TRAIT_NAMES, type TraitName } from "../../../shared/round/traits.ts";

type Traits = Readonly<Record<TraitName, number>>;

/** A version's answers to eight prompts, twelve each: every trait is random around its prompt's level, some moved by `shift`. */
function version(random: () => number, shift: Partial<Traits> = {}) {
  return Array.from({ length: 96 }, (_, i) => {
    const level = i % 8;
    const traits = Object.fromEntries(TRAIT_NAMES.map((trait) => [trait, level + random() + (shift[trait] ?? 0)]));
    return { prompt: `p${level}`, traits: traits as unknown as Traits };
  });
}

describe("what changed between two versions", () => {
  test("is nothing where both are drawn alike, however different the prompts are", () => {
    const random = seeded(3);
    const told = Array.from({ length: 300 }, () =>
      traitChanges(traitMetrics(version(random)), traitMetrics(version(random))),
    );
    const wrong = told.filter((changes) => changes!.length > 0).length / told.length;
    expect(wrong).toBeLessThan(0.08);
  });

  test("is named when it is clear, the clearest first, with both means", () => {
    const random = seeded(4);
    const then = traitMetrics(version(random));
    const now = traitMetrics(version(random, { kind: 0.4, words: -0.9 }));
    const changes = traitChanges(then, now)!;
    expect(changes.map(({ trait }) => trait)).toEqual(["words", "kind"]);
    expect(changes[0]!.after - changes[0]!.before).toBeCloseTo(-0.9, 0);
  });

  test("isn't known where no traits were kept, or where nothing shows the spread of the answers", () => {
    const full = traitMetrics(version(seeded(5)));
    expect(traitChanges({}, full)).toBeNull();
    expect(traitMetrics(version(seeded(5)).slice(0, 8))).toEqual({});
    expect(traitMetrics([])).toEqual({});
    expect(traitChanges(full, full)).toEqual([]);
  });

  test("is told without a spread on either side too, since then no chance explains it", () => {
    const answers = (words: number) => version(() => 0.5).map((one) => ({ ...one, traits: { ...one.traits, words } }));
    expect(traitChanges(traitMetrics(answers(3)), traitMetrics(answers(4)))).toEqual([
      { trait: "words", before: 3, after: 4 },
    ]);
  });
});
