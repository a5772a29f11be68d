import { onSettingsChange } from "../settings/viewer-settings.ts";
import { type MusicMood, musicPass } from "./music-loops.ts";
import { type Audio, isMusicOn, onTune, sound, unlockedAudio } from "./sound.ts";

/** Beside the tunes music is quiet, and while one sounds it is hardly there. */
const LOUDNESS = 0.5;
const DUCKED = 0.14;
const FADE_S = 0.5;
const TICK_MS = 200;
/** Tones are handed to the browser this long before they sound. */
const AHEAD_S = 0.6;

interface Piece {
  readonly mood: MusicMood;
  readonly gain: GainNode;
  pass: number;
  /** When the next pass begins, by the context's clock. */
  nextAt: number;
  /** Tones of the pass under way that are still to come. */
  rest: ReturnType<typeof musicPass>["tones"];
  passAt: number;
}

let wanted: MusicMood | null = null;
let piece: Piece | null = null;
let ducked: { readonly gain: GainNode; readonly audio: Audio } | null = null;
let tick: ReturnType<typeof setInterval> | undefined;

/** Lets music fit a mood, or fade away. It sounds after the viewer's first press, while it is on and the page is in sight. */
export function playMusic(mood: MusicMood | null): void {
  wanted = mood;
  if (tick === undefined && mood !== null) {
    tick = setInterval(goOn, TICK_MS);
    document.addEventListener("visibilitychange", goOn);
    onSettingsChange(goOn);
    onTune(duck);
  }
  if (tick !== undefined) goOn();
}

function goOn(): void {
  const mood = isMusicOn() && document.visibilityState === "visible" ? wanted : null;
  if (mood === null) {
    // Whoever mutes it or leaves the page hears nothing more at once.
    stop(wanted === null ? FADE_S : 0.05);
    return;
  }
  const audio = unlockedAudio();
  if (audio === null) return;
  ducked ??= { audio, gain: openGain(audio) };
  if (piece?.mood !== mood) {
    stop(FADE_S);
    const gain = new GainNode(audio.context, { gain: 1 });
    gain.connect(ducked.gain);
    const at = audio.context.currentTime + 0.1;
    piece = { mood, gain, pass: 0, nextAt: at, passAt: at, rest: [] };
  }
  schedule(piece, audio);
}

function openGain({ context, out }: Audio): GainNode {
  const gain = new GainNode(context, { gain: LOUDNESS });
  gain.connect(out);
  return gain;
}

function schedule(now: Piece, audio: Audio): void {
  const { currentTime } = audio.context;
  // A page that slept begins anew instead of catching up.
  if (now.nextAt < currentTime - 1) Object.assign(now, { nextAt: currentTime + 0.1, rest: [] });
  const until = currentTime + AHEAD_S;
  while (now.rest.length > 0 || now.nextAt <= until) {
    if (now.rest.length === 0) {
      const { tones, seconds } = musicPass(now.mood, now.pass);
      Object.assign(now, { passAt: now.nextAt, nextAt: now.nextAt + seconds, rest: tones, pass: now.pass + 1 });
    }
    const due = now.rest.filter(({ at }) => now.passAt + at <= until);
    for (const tone of due) sound(tone, audio, Math.max(now.passAt, currentTime - tone.at), now.gain);
    now.rest = now.rest.slice(due.length);
    if (now.rest.length > 0) return;
  }
}

function stop(fadeS: number): void {
  if (piece === null) return;
  const { gain } = piece;
  piece = null;
  const { currentTime } = gain.context;
  gain.gain.setValueAtTime(1, currentTime);
  gain.gain.linearRampToValueAtTime(0, currentTime + fadeS);
  setTimeout(() => gain.disconnect(), (fadeS + AHEAD_S) * 1_000);
}

/** Music steps back while a tune sounds. */
function duck(lengthS: number): void {
  if (ducked === null) return;
  const { gain, audio } = ducked;
  const { currentTime } = audio.context;
  gain.gain.cancelScheduledValues(currentTime);
  gain.gain.setTargetAtTime(DUCKED, currentTime, 0.03);
  gain.gain.setTargetAtTime(LOUDNESS, currentTime + lengthS, 0.25);
}
