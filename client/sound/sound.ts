import type { Settings } from "../settings/settings.ts";
import { onSettingsChange, viewerSettings } from "../settings/viewer-settings.ts";
import { type Tone, TUNES, type TuneName } from "./tunes.ts";

/** Loudness of all that is heard, by the viewer's volume. */
const LOUDNESS: Readonly<Record<Settings["volume"], number>> = { quiet: 0.1, normal: 0.22, loud: 0.4 };

/** What sounds go through. */
export interface Audio {
  readonly context: AudioContext;
  readonly out: GainNode;
  readonly noise: AudioBuffer;
}

let audio: Audio | null = null;
let byDefault = false;
const listeners = new Set<(lengthS: number) => void>();

/** Pages for the whole room have sound and music unless the viewer turns them off. Phones have none unless they are turned on. */
export function soundByDefault(): void {
  byDefault = true;
}

export function isSoundOn(): boolean {
  const { sound } = viewerSettings();
  return sound === "auto" ? byDefault : sound === "on";
}

export function isMusicOn(): boolean {
  const { music } = viewerSettings();
  return music === "auto" ? byDefault && isSoundOn() : music === "on";
}

/** What sounds go through; null until the viewer's first press or key, since browsers allow no sound before that. */
export function unlockedAudio(): Audio | null {
  if (!navigator.userActivation.hasBeenActive) return null;
  try {
    audio ??= openAudio();
  } catch (error) {
    console.warn("This browser can't make sounds.", error);
    return null;
  }
  if (audio.context.state === "suspended") void audio.context.resume();
  return audio;
}

/** Plays a tune now. It is silent while muted, and until the viewer's first press. */
export function play(name: TuneName): void {
  if (!isSoundOn()) return;
  const unlocked = unlockedAudio();
  if (unlocked === null) return;
  const tones = TUNES[name];
  for (const tone of tones) sound(tone, unlocked, unlocked.context.currentTime, unlocked.out);
  const lengthS = Math.max(...tones.map(({ at, length }) => at + length));
  for (const listener of listeners) listener(lengthS);
}

/** Calls back whenever a tune begins, with its length in seconds: music steps back for it. */
export function onTune(listener: (lengthS: number) => void): void {
  listeners.add(listener);
}

function openAudio(): Audio {
  const context = new AudioContext();
  const out = context.createGain();
  out.gain.value = LOUDNESS[viewerSettings().volume];
  out.connect(context.destination);
  const noise = context.createBuffer(1, context.sampleRate, context.sampleRate);
  const samples = noise.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.random() * 2 - 1;
  onSettingsChange(() => {
    out.gain.value = LOUDNESS[viewerSettings().volume];
  });
  return { context, out, noise };
}

/** @param start when the tone's tune begins, by the context's clock in seconds */
export function sound(tone: Tone, { context, noise }: Audio, start: number, out: AudioNode): void {
  const begin = start + tone.at;
  const end = begin + tone.length;
  const envelope = context.createGain();
  envelope.gain.setValueAtTime(0, begin);
  envelope.gain.linearRampToValueAtTime(tone.loudness, begin + 0.008);
  envelope.gain.exponentialRampToValueAtTime(0.001, end);
  envelope.connect(out);
  const source =
    tone.wave === "noise" ? noiseOf(tone, context, noise, envelope) : voiceOf(tone, begin, end, context, envelope);
  source.start(begin);
  source.stop(end);
}

function voiceOf(
  tone: Tone,
  begin: number,
  end: number,
  context: AudioContext,
  to: AudioNode,
): AudioScheduledSourceNode {
  const voice = new OscillatorNode(context, {
    type: tone.wave === "noise" ? "sine" : tone.wave,
    frequency: tone.pitch,
  });
  if (tone.to !== undefined) {
    voice.frequency.setValueAtTime(tone.pitch, begin);
    voice.frequency.exponentialRampToValueAtTime(tone.to, end);
  }
  voice.connect(to);
  return voice;
}

function noiseOf(tone: Tone, context: AudioContext, buffer: AudioBuffer, to: AudioNode): AudioScheduledSourceNode {
  const source = new AudioBufferSourceNode(context, { buffer });
  const filter = new BiquadFilterNode(context, { type: "bandpass", frequency: tone.pitch, Q: 1.2 });
  source.connect(filter).connect(to);
  return source;
}
