const CHOICES = {
  sound: ["on", "off", "auto"],
  music: ["on", "off", "auto"],
  volume: ["quiet", "normal", "loud"],
  motion: ["system", "full", "reduced"],
  contrast: ["system", "normal", "more"],
} as const;

/** What a viewer chose about how the pages look and sound, kept on the device. "system" follows the device. */
export type Settings = { readonly [K in keyof typeof CHOICES]: (typeof CHOICES)[K][number] } & {
  /** A language code, or "system". */
  readonly language: string;
};

export const DEFAULT_VIEWER_SETTINGS: Settings = {
  sound: "auto",
  music: "auto",
  volume: "normal",
  motion: "system",
  contrast: "system",
  language: "system",
};

/** Settings from whatever the storage holds: what is missing or unknown takes its default. */
export function parseSettings(text: string | null): Settings {
  const stored = parsed(text);
  const one = <K extends keyof typeof CHOICES>(key: K): Settings[K] => {
    const choice = (CHOICES[key] as readonly unknown[]).find((value) => value === stored[key]);
    return (choice ?? DEFAULT_VIEWER_SETTINGS[key]) as Settings[K];
  };
  const language = typeof stored.language === "string" ? stored.language : DEFAULT_VIEWER_SETTINGS.language;
  const heard = { sound: one("sound"), music: one("music"), volume: one("volume") };
  return { ...heard, motion: one("motion"), contrast: one("contrast"), language };
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** What the device asks for. */
interface DeviceWishes {
  readonly reducedMotion: boolean;
  readonly moreContrast: boolean;
}

/** The settings with what the device asks for filled in. */
export function effective(
  settings: Settings,
  device: DeviceWishes,
): { readonly calm: boolean; readonly highContrast: boolean } {
  return {
    calm: settings.motion === "system" ? device.reducedMotion : settings.motion === "reduced",
    highContrast: settings.contrast === "system" ? device.moreContrast : settings.contrast === "more",
  };
}
