import { expect, test } from "vitest";
import { arenaShape, seats } from "../../../client/canvas/arena-shape.ts";

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
