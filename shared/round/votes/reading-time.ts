import { BEAT_TIME, type LastBeat, type ModeBeat } from "../modes.ts";
import type { SessionSettings } from "../settings.ts";
import { type Contest, isPodium } from "../state.ts";

/**
 * The least time in which somebody can have seen enough of a pair to have an opinion. People read about 240 English words a minute in
 * silence (Brysbaert 2019, "How many words do we read per minute?") and skim up to about 1,000, and nobody has to read both answers to
 * their end. So half of what is shown, at the speed of skimming, is what the quickest honest player needs: eight times the average speed.
 */
export const READING = {
  /** 1,000 words of six letters a minute, the blank included, are a letter in 10 ms; half of them are read. */
  msPerLetter: 5,
  /** Even a word takes as long to be seen and chosen. */
  leastMs: 400,
  /** Whoever has skimmed so long has an opinion, however much there is. */
  mostMs: 2_500,
  /**
   * Characters of scripts that write words without blanks, as ranges of a regular expression: kana and Chinese characters. Readers of
   * English take in 987 letters a minute, of Japanese 357 characters, of Chinese 255 (Trauzettel-Klosinski & Dietz 2012).
   */
  dense: "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
  /** Letters that take as long as one of these, rounded down. */
  lettersOfDense: 2,
} as const;

/** What adults read in silence in a minute (the two studies above). */
const PER_MINUTE = { words: 240, dense: 255 };

const DENSE = new RegExp(`[${READING.dense}]`, "g");

/** Letters of a text, by Unicode code points, blanks included; a dense character counts as several. */
const lettersOf = (text: string): number =>
  [...text].length + (READING.lettersOfDense - 1) * (text.match(DENSE)?.length ?? 0);

/** Milliseconds from a pair being there to a verdict below which nobody can have read enough of it. */
export function leastReadingMs(prompt: string, a: string, b: string): number {
  const letters = lettersOf(prompt) + lettersOf(a) + lettersOf(b);
  return Math.min(READING.mostMs, Math.max(READING.leastMs, READING.msPerLetter * letters));
}

/** Milliseconds that an adult needs to read all of these texts. */
export function readingMs(texts: readonly string[]): number {
  const all = texts.join(" ");
  const words = all.replace(DENSE, " ").match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  return 60_000 * (words / PER_MINUTE.words + (all.match(DENSE)?.length ?? 0) / PER_MINUTE.dense);
}

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
