import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pairAnswers } from "../../../../server/game/round/gather-answers.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

describe("who meets whom in a bot round", () => {
  const sides = fc.record({ written: fc.nat(40), machine: fc.nat(6), seed: fc.integer() });
  const answers = (written: number, machine: number) => [
    ...Array.from({ length: written }, (_, i) => ({ id: `w${i}`, writer: `player ${i}` })),
    ...Array.from({ length: machine }, (_, i) => ({ id: `m${i}`, writer: "" })),
  ];

  test("every written answer meets the machine's, or each other; nobody meets themselves or anyone twice", () => {
    fc.assert(
      fc.property(sides, ({ written, machine, seed }) => {
        const met = pairAnswers(answers(written, machine), seeded(seed));
        expect(met === null).toBe(written === 0 || (machine === 0 && written === 1));
        const all = met === null ? [] : [met.showdown, ...met.pairs];
        const keys = all.map(({ a, b }) => [a, b].sort().join());
        expect(new Set(keys).size).toBe(keys.length);
        for (let i = 0; met !== null && i < written; i++) {
          const mine = all.filter(({ a, b }) => a === `w${i}` || b === `w${i}`);
          expect(mine.length).toBeGreaterThan(0);
          for (const { a, b } of mine) {
            expect(a).not.toBe(b);
            if (machine > 0) expect([a, b].some((id) => id.startsWith("m"))).toBe(true);
          }
        }
      }),
    );
  });
});
