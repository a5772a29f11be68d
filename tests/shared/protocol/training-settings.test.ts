import { expect, test } from "vitest";
import { changed, DEFAULT_TRAINING, trainingSettingsSchema } from "../../../shared/protocol/training-settings.ts";

test("the settings that an arena begins with are valid, and a change of one leaves the others", () => {
  expect(trainingSettingsSchema.parse(DEFAULT_TRAINING)).toEqual(DEFAULT_TRAINING);
  expect(changed(DEFAULT_TRAINING, { method: "dpo", demonstrationShare: undefined })).toEqual({
    ...DEFAULT_TRAINING,
    method: "dpo",
  });
});

test.each([
  ["an unknown method", { method: "magic" }],
  [
    "weights that are all zero",
    { axisWeights: { overall: 0, helpful: 0, truthful: 0, harmless: 0, creative: 0, own: 0 } },
  ],
  ["an axis too many", { axisWeights: { ...DEFAULT_TRAINING.axisWeights, funny: 1 } }],
  ["an axis too few", { axisWeights: { overall: 1 } }],
  ["a negative weight", { axisWeights: { ...DEFAULT_TRAINING.axisWeights, helpful: -1 } }],
  ["a share above a half", { demonstrationShare: 0.6 }],
  ["a setting that isn't there", { speed: 1 }],
])("%s is refused", (_, change) => {
  expect(trainingSettingsSchema.safeParse(change).success).toBe(false);
});
