import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { RewardModelRecord } from "../../../../server/ports/models.ts";
import { campFigures } from "../../../../server/reward/camps/divided-crowd.ts";
import { campsBoard } from "../../../../server/web/spectators/lab.ts";

const camps = { members: new Map(), sizes: [15.6, 8.4], gain: 9 } as const;
const shown = { prompt: "Why is the sky blue?", a: "Short.", b: "You may wonder." };

const boardOf = (metrics: RewardModelRecord["metrics"] | null, pair: typeof shown | null = shown) =>
  campsBoard(
    {
      rewardModels: {
        newest: async () => (metrics === null ? null : { id: 1, comparisonId: 90, folder: "reward-models/1", metrics }),
      },
      lab: { shownPair: async (_arena, id) => (id === 7 ? pair : null) },
    },
    MAIN_ARENA,
  );

test("a crowd with two camps: their sizes, and what each prefers of the pair that divides them", async () => {
  const board = await boardOf(campFigures({ camps, example: { id: 7, firstPrefersA: false } }));
  expect(board.camps).toEqual({
    sizes: [16, 8],
    example: { prompt: shown.prompt, answers: ["You may wonder.", "Short."] },
  });
  const other = await boardOf(campFigures({ camps, example: { id: 7, firstPrefersA: true } }));
  expect(other.camps?.example?.answers).toEqual(["Short.", "You may wonder."]);
});

test("a pair that not everybody may see isn't shown", async () => {
  const board = await boardOf(campFigures({ camps, example: { id: 7, firstPrefersA: true } }), null);
  expect(board.camps).toEqual({ sizes: [16, 8], example: null });
  expect((await boardOf(campFigures({ camps, example: null }))).camps).toEqual({ sizes: [16, 8], example: null });
});

test("nothing is told of one camp, nor before the first fit", async () => {
  expect(await boardOf(campFigures({ camps: null, example: null }))).toEqual({ camps: null });
  expect(await boardOf(campFigures(null))).toEqual({ camps: null });
  expect(await boardOf(null)).toEqual({ camps: null });
});
