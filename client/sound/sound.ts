import { onSettingsChange, viewerSettings } from "../settings/viewer-settings.ts";
import { type Tone, TUNES, type TuneName } from "./tunes.ts";

const LOUDNESS = 0.22;

let audio: { readonly context: AudioContext; readonly out: GainNode; readonly noise: AudioBuffer } | null = null;
let byDefault = false;

/** Pages for the whole room have sound unless the viewer turns it off. Phones have none unless it is turned on. */
export function soundByDefault(): void {
  byDefault = true;
}

export function isSoundOn(): boolean {
  const { sound } = viewerSettings();
  return sound === "auto" ? byDefault : sound === "on";
}

/** Plays a tune now. It is silent while muted, and until the viewer's first press or key, since browsers allow no sound before that. */
export function play(name: TuneName): void {
  if (!isSoundOn() || !navigator.userActivation.hasBeenActive) return;
  try {
    audio ??= openAudio();
  } catch (error) {
    console.warn("This browser can't make sounds.", error);
    return;
  }
  void audio.context.resume();
  for (const tone of TUNES[name]) sound(tone, audio);
}

function openAudio(): NonNullable<typeof audio> {
  const context = new AudioContext();
  const out = context.createGain();
  out.gain.value = LOUDNESS;
  out.connect(context.destination);
  const noise = context.createBuffer(1, context.sampleRate, context.sampleRate);
  const samples = noise.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.random() * 2 - 1;
  onSettingsChange(() => {
    out.gain.value = isSoundOn() ? LOUDNESS : 0;
  });
  return { context, out, noise };
}

function sound(tone: Tone, { context, out, noise }: NonNullable<typeof audio>): void {
  const begin = context.currentTime + tone.at;
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
