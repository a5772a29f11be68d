import { expect, test } from "vitest";
import { DEFAULT_VIEWER_SETTINGS, effective, keysOf, parseSettings } from "../../../client/settings/settings.ts";

test("settings survive being stored, and whatever else a device has stored gives the defaults", () => {
  const chosen = {
    sound: "on",
    music: "off",
    volume: "loud",
    motion: "reduced",
    contrast: "more",
    shortcuts: "off",
    language: "es",
    keys: "asdfg",
  } as const;
  expect(parseSettings(JSON.stringify(chosen))).toEqual(chosen);
  for (const text of [null, "", "[]", "null", "7", "{", '{"motion":"wild","sound":1,"keys":"11111"}'])
    expect(parseSettings(text)).toEqual(DEFAULT_VIEWER_SETTINGS);
});

test("the viewer's choice goes before the device's wish", () => {
  const device = { reducedMotion: true, moreContrast: false };
  expect(effective(DEFAULT_VIEWER_SETTINGS, device)).toEqual({ calm: true, highContrast: false });
  const chosen = { ...DEFAULT_VIEWER_SETTINGS, motion: "full", contrast: "more" } as const;
  expect(effective(chosen, device)).toEqual({ calm: false, highContrast: true });
});

test("keys are another letter or digit for each button", () => {
  expect(["ASDFG", "12345", "1234", "123456", "1 234", "aabcd", "", "12+45"].map(keysOf)).toEqual([
    ...["asdfg", "12345"],
    ...Array.from({ length: 6 }, () => null),
  ]);
});
