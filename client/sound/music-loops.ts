import type { Tone } from "./tunes.ts";

export const MUSIC_MOODS = ["lobby", "rapid", "suspense"] as const;
export type MusicMood = (typeof MUSIC_MOODS)[number];

/** A piece that repeats. Its layers come and go from pass to pass, so that it can be heard for minutes. */
interface MusicLoop {
  /** Beats a minute. */
  readonly tempo: number;
  readonly beats: number;
  readonly layers: readonly (readonly Tone[])[];
  /** The layers of each pass, in turn. */
  readonly passes: readonly (readonly number[])[];
}

/** Hz of a note, counted in semitones from middle C. */
const hz = (semitones: number): number => 440 * 2 ** ((semitones - 9) / 12);

type Sound = Pick<Tone, "wave" | "loudness"> & { readonly length: number };
const BASS: Sound = { wave: "triangle", loudness: 0.42, length: 0.9 };
const PAD: Sound = { wave: "sine", loudness: 0.1, length: 3.8 };
const PLUCK: Sound = { wave: "triangle", loudness: 0.16, length: 0.45 };
const BELL: Sound = { wave: "sine", loudness: 0.22, length: 0.9 };
const HAT: Sound = { wave: "noise", loudness: 0.05, length: 0.12 };

/** Notes as `[beat, semitones]`; lengths in beats. */
function notes(sound: Sound, all: readonly (readonly [number, number])[]): readonly Tone[] {
  return all.map(([at, semitones]) => ({ ...sound, at, pitch: hz(semitones) }));
}

/** The same sound in every bar, `times` in beats of the bar. */
function every(bars: number, times: readonly number[], tone: Omit<Tone, "at">): readonly Tone[] {
  return Array.from({ length: bars }, (_, bar) => times.map((beat) => ({ ...tone, at: bar * 4 + beat }))).flat();
}

const chords = (sound: Sound, all: readonly (readonly number[])[], beats = 4): readonly Tone[] =>
  all.flatMap((chord, i) =>
    notes(
      sound,
      chord.map((step) => [i * beats, step] as const),
    ),
  );

/** Every chord broken into eighths, up and down again. */
const broken = (sound: Sound, all: readonly (readonly number[])[], steps = 8): readonly Tone[] =>
  all.flatMap((chord, bar) => {
    const line = [...chord, ...[...chord].reverse().slice(1, -1)];
    return notes(
      sound,
      Array.from({ length: steps }, (_, i) => [bar * 4 + (i * 4) / steps, line[i % line.length]! + 12] as const),
    );
  });

const roots = (sound: Sound, all: readonly (readonly number[])[], times: readonly number[]): readonly Tone[] =>
  all.flatMap((chord, bar) =>
    notes(
      sound,
      times.map((beat) => [bar * 4 + beat, chord[0]! - 24] as const),
    ),
  );

const KICK: Omit<Tone, "at"> = { length: 0.3, pitch: 120, to: 45, loudness: 0.5, wave: "sine" };
const hat = (pitch: number): Omit<Tone, "at"> => ({ ...HAT, pitch });

/** C, A minor, F, G with sixths and sevenths: waiting in good company. */
const LOBBY_CHORDS = [
  [0, 4, 7, 11],
  [-3, 0, 4, 7],
  [-7, -3, 0, 4],
  [-5, -1, 2, 4],
  [0, 4, 7, 9],
  [-3, 0, 4, 7],
  [-10, -7, -3, 0],
  [-5, -1, 2, 5],
] as const;
/** A minor, F, C, G: on your marks. */
const RAPID_CHORDS = [
  [-3, 0, 4],
  [-7, -3, 0],
  [0, 4, 7],
  [-5, -1, 2],
] as const;
/** D minor over a bass that stays. */
const SUSPENSE_CHORDS = [
  [-10, -7, -3],
  [-10, -5, -2],
  [-10, -6, -3],
  [-10, -7, -1],
] as const;

const LOOPS: Readonly<Record<MusicMood, MusicLoop>> = {
  lobby: {
    tempo: 92,
    beats: 32,
    layers: [
      roots(BASS, LOBBY_CHORDS, [0, 2.5]),
      chords(PAD, LOBBY_CHORDS),
      broken(PLUCK, LOBBY_CHORDS),
      notes(BELL, [
        [0, 16],
        [1.5, 19],
        [3, 16],
        [4, 12],
        [7, 14],
        [8, 16],
        [10, 12],
        [12, 11],
        [14, 14],
        [16, 19],
        [17.5, 21],
        [19, 19],
        [20, 16],
        [24, 17],
        [26, 14],
        [28, 11],
        [30, 14],
      ]),
      every(8, [0.5, 1.5, 2.5, 3.5], hat(6_500)),
    ],
    passes: [
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 4],
      [0, 1, 3, 4],
      [1, 2, 3],
      [0, 1, 2, 3, 4],
    ],
  },
  rapid: {
    tempo: 128,
    beats: 16,
    layers: [
      every(4, [0, 1, 2, 3], KICK),
      roots({ ...BASS, length: 0.4 }, RAPID_CHORDS, [0.5, 1.5, 2.5, 3, 3.5]),
      broken({ ...PLUCK, length: 0.28, loudness: 0.13 }, RAPID_CHORDS, 16),
      every(4, [0.5, 1.5, 2.5, 3.5], hat(7_500)),
      notes({ ...BELL, length: 0.5 }, [
        [0, 16],
        [0.75, 16],
        [1.5, 19],
        [3, 21],
        [4, 17],
        [4.75, 17],
        [5.5, 16],
        [7, 12],
        [8, 19],
        [8.75, 19],
        [9.5, 16],
        [11, 12],
        [12, 14],
        [13, 11],
        [14, 14],
        [15, 19],
      ]),
    ],
    passes: [
      [0, 1],
      [0, 1, 3],
      [0, 1, 2, 3],
      [0, 1, 2, 3, 4],
      [0, 2, 3],
      [0, 1, 3, 4],
    ],
  },
  suspense: {
    tempo: 76,
    beats: 16,
    layers: [
      every(4, [0, 0.4], { ...KICK, loudness: 0.34 }),
      chords({ ...PAD, loudness: 0.13 }, SUSPENSE_CHORDS),
      every(4, [0, 1, 2, 3], hat(4_000)),
      notes({ ...BELL, loudness: 0.14, length: 1.6 }, [
        [2, 14],
        [6, 15],
        [10, 14],
        [13, 17],
        [15, 13],
      ]),
    ],
    passes: [
      [0, 1],
      [0, 1, 2],
      [0, 1, 2, 3],
    ],
  },
};

/** One pass of a piece: its tones, `at` and `length` in seconds from the pass's beginning, and how long the pass lasts. */
export function musicPass(
  mood: MusicMood,
  pass: number,
): { readonly tones: readonly Tone[]; readonly seconds: number } {
  const { tempo, beats, layers, passes } = LOOPS[mood];
  const beat = 60 / tempo;
  const tones = passes[pass % passes.length]!.flatMap((layer) => layers[layer]!);
  return {
    tones: tones
      .map((tone) => ({ ...tone, at: tone.at * beat, length: tone.length * beat }))
      .sort((x, y) => x.at - y.at),
    seconds: beats * beat,
  };
}
