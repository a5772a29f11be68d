import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FinaleResult } from "../../../../shared/round/finale.ts";
import { finaleResult } from "../../../../shared/round/votes/finale-result.ts";
import { VERDICTS, type Verdict } from "../../../../shared/round/votes/verdict.ts";
import { FINALE } from "../../../support/play.ts";

describe("F4 what the votes say", () => {
  /** The result where so many players prefer each version on all three pairs. */
  function preferring(now: number, before: number, neither = 0): FinaleResult {
    const verdicts = FINALE.pairs.map(({ nowIsA }) => {
      const side = (isNow: boolean): Verdict => (isNow === nowIsA ? "a" : "b");
      const cast = [
        ...Array.from({ length: now }, () => side(true)),
        ...Array.from({ length: before }, () => side(false)),
        ...Array.from({ length: neither }, (): Verdict => "tie"),
      ];
      return new Map(cast.map((verdict, i) => [`p${i}`, verdict]));
    });
    return finaleResult(FINALE, verdicts);
  }

  test.each([
    [29, 5, 0, "better"],
    [17, 17, 0, "alike"],
    [9, 25, 0, "worse"],
    [4, 0, 0, "better"],
    [0, 4, 0, "worse"],
    [3, 0, 0, "few"],
    [0, 0, 0, "few"],
    [0, 0, 20, "alike"],
    [10, 2, 22, "alike"],
  ] as const)("%i for now, %i for then and %i for neither: %s", (now, before, neither, verdict) => {
    const result = preferring(now, before, neither);
    expect(result).toMatchObject({ verdict, voters: now + before + neither, preferNow: now, preferBefore: before });
  });

  test("the interval is Wilson's for the share of players, whatever number of pairs each has judged", () => {
    const { low, high } = preferring(29, 5);
    expect(low).toBeCloseTo(0.699, 3);
    expect(high).toBeCloseTo(0.936, 3);
    const one = finaleResult(FINALE, [new Map([["ada", "a"]]), new Map(), new Map()]);
    const three = finaleResult(FINALE, [new Map([["ada", "a"]]), new Map([["ada", "b"]]), new Map([["ada", "a"]])]);
    expect(one).toMatchObject({ low: three.low, high: three.high, preferNow: 1, voters: 1 });
  });

  test("a player prefers what they preferred on more of their pairs", () => {
    const mixed = finaleResult(FINALE, [new Map([["ada", "a"]]), new Map([["ada", "a"]]), new Map([["ada", "tie"]])]);
    expect(mixed).toMatchObject({ voters: 1, preferNow: 0, preferBefore: 0 });
    expect(mixed.pairs.map(({ forNow, forBefore, neither }) => [forNow, forBefore, neither])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  test("swapping all sides changes nothing, and swapping the versions turns the result round", () => {
    const ballot = fc.array(fc.option(fc.constantFrom(...VERDICTS)), { minLength: 3, maxLength: 3 });
    const other = (verdict: Verdict): Verdict => (verdict === "a" ? "b" : verdict === "b" ? "a" : verdict);
    fc.assert(
      fc.property(fc.array(ballot, { maxLength: 30 }), (ballots) => {
        const verdicts = FINALE.pairs.map(
          (_, pair) =>
            new Map(ballots.flatMap((cast, i) => (cast[pair] == null ? [] : [[`p${i}`, cast[pair]] as const]))),
        );
        const swappedSides = { ...FINALE, pairs: FINALE.pairs.map((pair) => ({ ...pair, nowIsA: !pair.nowIsA })) };
        const swapped = verdicts.map((cast) => new Map([...cast].map(([id, verdict]) => [id, other(verdict)])));
        const result = finaleResult(FINALE, verdicts);
        const { preferNow, preferBefore, low, high, voters, verdict } = result;
        expect(finaleResult(swappedSides, swapped)).toMatchObject({
          preferNow,
          preferBefore,
          low,
          high,
          voters,
          verdict,
        });
        const turned = finaleResult(swappedSides, verdicts);
        expect(turned).toMatchObject({ preferNow: preferBefore, preferBefore: preferNow, voters });
        expect(turned.low).toBeCloseTo(1 - high, 9);
        expect(preferNow + preferBefore).toBeLessThanOrEqual(voters);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });
});
