/** One tone: when it begins and how long it lasts (seconds), its pitch (Hz, gliding to `to`), loudness 0-1 and waveform. */
export interface Tone {
  readonly at: number;
  readonly length: number;
  readonly pitch: number;
  readonly to?: number;
  readonly loudness: number;
  readonly wave: "sine" | "triangle" | "square" | "noise";
}

export type TuneName =
  | "join"
  | "a"
  | "b"
  | "shrug"
  | "lock"
  | "hurry"
  | "start"
  | "cheer"
  | "drums"
  | "result"
  | "learn"
  | "arrived"
  | "final";

/** Hz of a note, counted in semitones from the A at 440 Hz. */
const note = (semitones: number): number => 440 * 2 ** (semitones / 12);
const C = 3;

const bells = (steps: readonly number[], gap: number, wave: Tone["wave"] = "triangle"): readonly Tone[] =>
  steps.map((step, i) => ({ at: i * gap, length: 0.32, pitch: note(C + step), loudness: 0.5, wave }));

/** A roll that swells: the suspense before a result. */
const roll: readonly Tone[] = Array.from({ length: 26 }, (_, i) => ({
  ...{ at: i * 0.055, length: 0.06, pitch: 180, loudness: 0.12 + i * 0.014, wave: "noise" as const },
}));

/** Every sound of the game, as notes. */
export const TUNES: Readonly<Record<TuneName, readonly Tone[]>> = {
  join: bells([0, 7], 0.09),
  a: [{ at: 0, length: 0.14, pitch: note(C - 5), to: note(C), loudness: 0.5, wave: "triangle" }],
  b: [{ at: 0, length: 0.14, pitch: note(C), to: note(C + 5), loudness: 0.5, wave: "triangle" }],
  shrug: [{ at: 0, length: 0.16, pitch: note(C - 7), to: note(C - 10), loudness: 0.45, wave: "triangle" }],
  lock: [{ at: 0, length: 0.05, pitch: 900, loudness: 0.35, wave: "noise" }, ...bells([4, 12], 0.07)],
  hurry: [{ at: 0, length: 0.06, pitch: note(C + 12), loudness: 0.3, wave: "square" }],
  start: bells([0, 7, 12, 7], 0.08),
  cheer: [...bells([7, 12, 16, 19], 0.07), { at: 0.1, length: 0.7, pitch: 2_600, loudness: 0.1, wave: "noise" }],
  drums: roll,
  result: [
    { at: 0, length: 0.4, pitch: 120, to: 50, loudness: 0.8, wave: "sine" },
    ...bells([0, 4, 7, 12], 0.06),
    ...bells([16], 0.06).map((tone) => ({ ...tone, at: 0.3, length: 0.7 })),
  ],
  learn: bells([0, 3, 7, 10, 14], 0.11, "sine"),
  arrived: bells([0, 5, 9, 12, 17], 0.08),
  final: [
    ...bells([0, 4, 7, 12, 7, 12, 16], 0.13),
    { at: 0.95, length: 1, pitch: note(C), loudness: 0.4, wave: "triangle" },
  ],
};
