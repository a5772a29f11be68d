const CHOICES = {
  sound: ["on", "off", "auto"],
  music: ["on", "off", "auto"],
  volume: ["quiet", "normal", "loud"],
  motion: ["system", "full", "reduced"],
  contrast: ["system", "normal", "more"],
  /** Whether single keys vote. */
  shortcuts: ["on", "off"],
} as const;

/** The keys of what may be said of a pair, in the order of the buttons. */
export const DEFAULT_KEYS = "12345";

/** What a viewer chose about how the pages look and sound, kept on the device. "system" follows the device. */
export type Settings = { readonly [K in keyof typeof CHOICES]: (typeof CHOICES)[K][number] } & {
  /** A language code, or "system". */
  readonly language: string;
  /** One character for each button of a pair. */
  readonly keys: string;
};

export const DEFAULT_VIEWER_SETTINGS: Settings = {
  sound: "auto",
  music: "auto",
  volume: "normal",
  motion: "system",
  contrast: "system",
  shortcuts: "on",
  language: "system",
  keys: DEFAULT_KEYS,
};

/** Keys as they were typed, in small letters; null unless there is another letter or digit for each button. */
export function keysOf(typed: string): string | null {
  const keys = typed.toLowerCase();
  const known = /^[\p{L}\p{N}]+$/u.test(keys) && [...keys].length === DEFAULT_KEYS.length;
  return known && new Set(keys).size === DEFAULT_KEYS.length ? keys : null;
}

/** Settings from whatever the storage holds: what is missing or unknown takes its default. */
export function parseSettings(text: string | null): Settings {
  const stored = parsed(text);
  const one = <K extends keyof typeof CHOICES>(key: K): Settings[K] => {
    const choice = (CHOICES[key] as readonly unknown[]).find((value) => value === stored[key]);
    return (choice ?? DEFAULT_VIEWER_SETTINGS[key]) as Settings[K];
  };
  const language = typeof stored.language === "string" ? stored.language : DEFAULT_VIEWER_SETTINGS.language;
  const keys = (typeof stored.keys === "string" ? keysOf(stored.keys) : null) ?? DEFAULT_VIEWER_SETTINGS.keys;
  return {
    ...{
      sound: one("sound"),
      music: one("music"),
      volume: one("volume"),
      motion: one("motion"),
      contrast: one("contrast"),
      shortcuts: one("shortcuts"),
    },
    ...{ language, keys },
  };
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
