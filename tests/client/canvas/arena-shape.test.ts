import { expect, test } from "vitest";
import { arenaShape, seats } from "../../../client/canvas/arena-shape.ts";
import { cueBetween } from "../../../client/sound/sound-cues.ts";
import { suspenseMs } from "../../../client/ui/round/reveal-card.ts";

const PHONE = { x: 0, y: 300, width: 390, height: 260 };
const PROJECTOR = { x: 40, y: 400, width: 1840, height: 600 };

test.each([PHONE, PROJECTOR])(
  "everybody of a crowd gets a seat of their own above the wall, within the width",
  (place) => {
    const { floorY, wall } = arenaShape(place);
    for (const count of [1, 14, 60]) {
      const { places } = seats(count, place);
      expect(new Set(places.map(({ x, y }) => `${x.toFixed(1)}/${y.toFixed(1)}`)).size).toBe(count);
      for (const { x, y } of places) {
        expect(x).toBeGreaterThan(place.x);
        expect(x).toBeLessThan(place.x + place.width);
        expect(y).toBeLessThan(floorY - wall);
      }
    }
  },
);

test("a result is held back for a beat, but never for much of a short reveal", () => {
  expect(suspenseMs(8_000)).toBeGreaterThan(1_000);
  expect(suspenseMs(-1)).toBeGreaterThan(1_000);
  expect(suspenseMs(4_000)).toBe(0);
});

test("a phase that begins is heard once; newcomers in the lobby and new versions are heard too", () => {
  const learning = { state: "idle", policyVersion: 1, votes: 0, rewardAccuracy: -1, kl: -1, rejected: "" } as const;
  const lobby = { phase: "lobby", round: 0, players: new Map(), learning } as const;
  const reveal = { ...lobby, phase: "reveal", round: 1 } as const;
  const night = { ...lobby, phase: "intermission", round: 1 } as const;
  expect(cueBetween(null, reveal)).toBeNull();
  expect(cueBetween(lobby, reveal)).toBe("drums");
  expect(cueBetween(reveal, reveal)).toBeNull();
  expect(cueBetween(night, { ...night, learning: { ...learning, policyVersion: 2 } })).toBe("arrived");
});
