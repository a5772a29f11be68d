import { effective, parseSettings, type Settings } from "./settings.ts";

const KEY = "thumbwar:settings";
const MOTION = "(prefers-reduced-motion: reduce)";
const CONTRAST = "(prefers-contrast: more)";

let settings = parseSettings(read());
const listeners = new Set<() => void>();

export const viewerSettings = (): Settings => settings;
/** Whether things should appear where they end up instead of moving there. */
export const isCalm = (): boolean => now().calm;

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A private window forgets the choice when it is closed.
  }
  apply();
}

/** Calls back after every change of the settings or of what the device asks for. */
export function onSettingsChange(listener: () => void): void {
  listeners.add(listener);
}

const now = () =>
  effective(settings, { reducedMotion: matchMedia(MOTION).matches, moreContrast: matchMedia(CONTRAST).matches });

function apply(): void {
  const { calm, highContrast } = now();
  document.documentElement.dataset.motion = calm ? "calm" : "full";
  document.documentElement.dataset.contrast = highContrast ? "more" : "normal";
  for (const listener of listeners) listener();
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

for (const query of [MOTION, CONTRAST]) matchMedia(query).addEventListener("change", apply);
apply();
