import { expect, test } from "vitest";
import { keptPrompts, packPrompts, playedPrompts } from "../../../../server/game/packs/pack-prompts.ts";

const packOf = (count: number) => ({
  id: "p",
  name: "Mine",
  prompts: Array.from({ length: count }, (_, i) => `Prompt ${i + 1}?`),
});

test("a pack keeps every fourth prompt for the end of a game, and none of them is played before", () => {
  const pack = packOf(40);
  expect(keptPrompts(pack).map(({ text }) => text)).toEqual(
    [4, 8, 12, 16, 20, 24, 28, 32, 36, 40].map((number) => `Prompt ${number}?`),
  );
  const both = [...playedPrompts(pack), ...keptPrompts(pack)].map(({ id }) => id).sort();
  expect(both).toEqual(
    packPrompts(pack)
      .map(({ id }) => id)
      .sort(),
  );
  expect(keptPrompts(packOf(12))).toHaveLength(3);
});

test("of a short pack every prompt is played", () => {
  expect(keptPrompts(packOf(11))).toEqual([]);
  expect(playedPrompts(packOf(11))).toHaveLength(11);
});
