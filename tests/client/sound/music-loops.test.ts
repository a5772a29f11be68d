import { expect, test } from "vitest";
import { MUSIC_MOODS, musicPass } from "../../../client/sound/music-loops.ts";
import { moodOf } from "../../../client/sound/sound-cues.ts";

const PASSES = 12;

test.each(MUSIC_MOODS)("the music of %s fits its pass, comes in layers and never gets loud", (mood) => {
  const counts = new Set<number>();
  for (let pass = 0; pass < PASSES; pass++) {
    const { tones, seconds } = musicPass(mood, pass);
    counts.add(tones.length);
    for (const { at, pitch, length } of tones) {
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThan(seconds);
      expect(length).toBeGreaterThan(0);
      expect(pitch).toBeGreaterThan(30);
      expect(pitch).toBeLessThan(12_000);
    }
    for (let at = 0; at < seconds; at += 0.05) {
      const loud = tones.filter((tone) => tone.at <= at && at < tone.at + tone.length);
      expect(loud.reduce((sum, { loudness }) => sum + loudness, 0)).toBeLessThan(2);
    }
  }
  // Its layers come and go, so that minutes of it don't tire.
  expect(counts.size).toBeGreaterThan(2);
  expect(musicPass(mood, 0).tones.length).toBeLessThan(Math.max(...counts));
});

test("each moment has its music, and a pause and a reveal have none", () => {
  expect(moodOf({ phase: "lobby", paused: false })).toBe("lobby");
  expect(moodOf({ phase: "rapid", paused: false })).toBe("rapid");
  expect(moodOf({ phase: "showdown", paused: false })).toBe("suspense");
  expect(moodOf({ phase: "rapid", paused: true })).toBeNull();
  expect(moodOf({ phase: "reveal", paused: false })).toBeNull();
});
