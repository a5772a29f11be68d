import { BEAT_TIME, type LastBeat, type ModeBeat } from "../modes.ts";
import type { SessionSettings } from "../settings.ts";
import { type Contest, isPodium } from "../state.ts";
import { readingMs } from "../votes/reading-time.ts";

/** What there is to do beside reading, in a showdown or a ranking: to choose, and to guess. */
const CHOOSING_MS = 8_000;
/** How long a title card is up: long enough to look up and to stop tapping, and never more than a tenth of what it announces. */
const TITLE = { mostMs: 2_000, share: 0.1 };

/** Milliseconds that a beat lasts in which answers are judged. */
export function beatMs(beat: ModeBeat, settings: SessionSettings, contest: Contest): number {
  return isLastBeat(beat) ? lastBeatMs(beat, settings, contest) : settings[BEAT_TIME[beat]];
}

const isLastBeat = (beat: ModeBeat): beat is LastBeat => beat === "showdown" || beat === "ranking";

/** Milliseconds that a showdown or a ranking lasts: what its words take, in whole seconds, or as long as the host has fixed. */
function lastBeatMs(beat: LastBeat, settings: SessionSettings, contest: Contest): number {
  if (settings.timing === "fixed") return settings[BEAT_TIME[beat]];
  const ms = settings.readingTime * (readingMs(textsOf(contest)) + CHOOSING_MS);
  return 1_000 * Math.ceil(ms / 1_000);
}

export function titleMs(beat: LastBeat, settings: SessionSettings, contest: Contest): number {
  return Math.min(TITLE.mostMs, Math.round(TITLE.share * lastBeatMs(beat, settings, contest)));
}

/** All that has to be read. */
function textsOf(contest: Contest): readonly string[] {
  const answers = isPodium(contest) ? contest.answers.map(({ text }) => text) : [contest.a, contest.b];
  return [contest.prompt, ...answers];
}
