import { expect, test } from "vitest";
import { DEFAULT_VIEWER_SETTINGS, effective, parseSettings } from "../../../client/settings/settings.ts";

test("settings survive being stored, and whatever else a device has stored gives the defaults", () => {
  const heard = { sound: "on", music: "off", volume: "loud" } as const;
  const chosen = { ...heard, motion: "reduced", contrast: "more", language: "es" } as const;
  expect(parseSettings(JSON.stringify(chosen))).toEqual(chosen);
  for (const text of [null, "", "[]", "null", "7", "{", '{"motion":"wild","sound":1}'])
    expect(parseSettings(text)).toEqual(DEFAULT_VIEWER_SETTINGS);
});

test("the viewer's choice goes before the device's wish", () => {
  const device = { reducedMotion: true, moreContrast: false };
  expect(effective(DEFAULT_VIEWER_SETTINGS, device)).toEqual({ calm: true, highContrast: false });
  const chosen = { ...DEFAULT_VIEWER_SETTINGS, motion: "full", contrast: "more" } as const;
  expect(effective(chosen, device)).toEqual({ calm: false, highContrast: true });
});
