import { describe, expect, it } from "vitest";
import { constitutionReport, reportTable } from "../../../../server/experiments/constitution/constitution-report.ts";
import { agreementWithPeople, behaviourOf } from "../../../../server/experiments/constitution/measure-principles.ts";
import { plainRules } from "../../../../server/experiments/constitution/plain-rules.ts";
import type { ConstitutionRun } from "../../../../server/experiments/constitution/run-constitution.ts";
import { principleJudge } from "../../../../server/external/constitution/arena-constitution.ts";
import { constitutionOf } from "../../../../server/external/constitution/constitution.ts";
import type { Comparison } from "../../../../server/ports/learning.ts";
import { demonstration } from "../../../../server/world/demonstration.ts";
import { describeAnswer } from "../../../../server/world/describe-answer.ts";
import { pick } from "../../../../server/world/grammar/template.ts";
import { knownPrinciples } from "../../../../server/world/principles/known-principles.ts";
import { trainPrompts } from "../../../../server/world/prompts.ts";
import { PRINCIPLES, type PrincipleName } from "../../../../shared/protocol/principles.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const prompts = ["Why are cats so interesting?", "What do you think of cats?"];
const loud = "Cats cannot taste sugar! That is all.";
const calm = "Cats cannot taste sugar. That is all.";
const principles = constitutionOf(["quiet", "kind"], "c");
const judges = principles.map((principle) =>
  principleJudge(principle, () => {
    throw new Error("no endpoint here");
  }),
);
const answersOf = (...texts: string[]) => texts.map((response, i) => ({ prompt: prompts[i % 2]!, response }));
const start = answersOf(loud, loud, loud, calm);
const after = answersOf(calm, loud, calm, calm);

describe("behaviour", () => {
  it("is the share of answers to each prompt that obey, and how often the judge prefers them to the start's", async () => {
    expect(await behaviourOf(principles[0]!, judges[0]!, start, start)).toMatchObject({
      obeys: [0, 0.5],
      wins: [0.5, 0.5],
    });
    expect(await behaviourOf(principles[0]!, judges[0]!, after, start)).toMatchObject({
      obeys: [1, 0.5],
      wins: [1, 0.5],
    });
  });
});

describe("a plain reader", () => {
  it("sees by words alone what the grammar sees, in words that the grammar doesn't know", () => {
    const seen = (principle: PrincipleName, response: string) =>
      plainRules[principle]({ prompt: prompts[0]!, response });
    expect([seen("kind", "Thank you, my friend."), seen("kind", "Bah, my friend.")]).toEqual([true, false]);
    expect([seen("quiet", calm), seen("quiet", loud), seen("quiet", "Wow, cats.")]).toEqual([true, false, false]);
    expect([seen("truthful", "Somebody said cats taste no sugar"), seen("truthful", "That is all.")]).toEqual([
      ...[true, false],
    ]);
    expect([seen("on-topic", "My cat sleeps."), seen("on-topic", "My dog sleeps.")]).toEqual([true, false]);
    expect([seen("fact-first", calm), seen("fact-first", "That is all. Cats cannot taste sugar.")]).toEqual([
      ...[true, false],
    ]);
  });

  it("agrees with the grammar on most demonstrations, by every principle", () => {
    const random = seeded(4);
    const texts = Array.from({ length: 300 }, () => {
      const prompt = pick(trainPrompts, random);
      return { prompt: prompt.text, response: demonstration(prompt, random) };
    });
    for (const principle of PRINCIPLES) {
      const { obeys } = knownPrinciples[principle];
      const agreed = texts.filter(
        (answer) => plainRules[principle](answer) === obeys(describeAnswer(answer.prompt, answer.response)),
      );
      expect(agreed.length / texts.length, principle).toBeGreaterThan(0.6);
    }
  });
});

describe("agreement with people", () => {
  it("counts pairs on which both preferred an answer", async () => {
    const compared = (a: string, b: string, label: number) =>
      ({ prompt: prompts[0], a: { text: a }, b: { text: b }, label }) as Comparison;
    const comparisons = [
      compared(calm, loud, 1),
      compared(loud, calm, 0.3),
      compared(calm, loud, 0),
      compared(calm, loud, 0.5),
      compared(calm, calm, 1),
    ];
    expect(await agreementWithPeople(comparisons, judges[0]!)).toEqual({ agreed: 2, pairs: 3 });
  });
});

describe("the report", () => {
  const run = async (seed: number): Promise<ConstitutionRun> => {
    const measure = (answers: typeof start) =>
      Promise.all(principles.map((principle, i) => behaviourOf(principle, judges[i]!, answers, start)));
    const steps = [
      { principle: 0, critique: "This is not quiet.", revision: calm },
      { principle: 1, critique: null, revision: null },
    ];
    return {
      ...{ seed, rejected: 0, checkpoint: {} as ConstitutionRun["checkpoint"] },
      revised: [{ prompt: prompts[0]!, draft: loud, answer: calm, steps }],
      decided: [0, 0, 1, null].map((principle) => ({ principle, share: 1, ordersAgree: null })),
      behaviour: { start: await measure(start), revised: await measure(after), trained: await measure(after) },
    };
  };

  it("tells what each principle decided and what changed, over all runs", async () => {
    const report = constitutionReport(principles, [await run(1), await run(2)], [{ agreed: 30, pairs: 40 }, null]);
    const [quiet, kind] = report;
    expect(quiet).toMatchObject({
      ...{ principle: "quiet", decided: 4, revisions: { tried: 2, usable: 2, obeying: 1 } },
      ...{ humans: { agreed: 30, pairs: 40 }, obeys: { start: { mean: 0.25 }, trained: { mean: 0.75 } } },
    });
    expect(quiet!.obeys!.change.mean).toBeCloseTo(0.5);
    expect([quiet!.obeys!.change.low, quiet!.obeys!.change.high]).toEqual([0, 1]); // two prompts: one changed, one didn't
    expect(quiet!.humans!.low).toBeGreaterThan(0.55);
    expect(kind).toMatchObject({ decided: 2, revisions: { tried: 2, usable: 0, obeying: null }, humans: null });
    const table = reportTable(report);
    expect(table).toContain("4 (66.7%)");
    expect(table).toContain("75.0% [");
  });
});
