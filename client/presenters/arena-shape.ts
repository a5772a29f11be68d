interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The round arena as it is seen from within: an elliptic floor and, behind it, the curved wall below the seats. */
export interface ArenaShape {
  readonly centreX: number;
  /** Height on the page of the floor's middle. */
  readonly floorY: number;
  readonly radiusX: number;
  readonly radiusY: number;
  readonly wall: number;
}

export interface Seat {
  readonly x: number;
  readonly y: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export function arenaShape({ x, y, width, height }: Place): ArenaShape {
  return {
    centreX: x + width / 2,
    floorY: y + height * 0.87,
    radiusX: Math.min(width * 0.53, 900),
    radiusY: clamp(height * 0.14, 14, 78),
    wall: clamp(height * 0.36, 24, 300),
  };
}

/** A point of the wall's foot, `angle` from the right (0) over the back to the left (pi). */
export function wallFoot(shape: ArenaShape, angle: number): Seat {
  return {
    x: shape.centreX + Math.cos(angle) * shape.radiusX,
    y: shape.floorY - Math.sin(angle) * shape.radiusY,
  };
}

const FIRST = 0.13 * Math.PI;
const LAST = 0.87 * Math.PI;
const LARGEST = 62;
const SMALLEST = 20;

/** Places above the wall, in as many rows as keep the faces large; the front row fills first, from the middle outwards. */
export function seats(count: number, place: Place): { readonly size: number; readonly places: readonly Seat[] } {
  const shape = arenaShape(place);
  const span = shape.radiusX * (Math.cos(FIRST) - Math.cos(LAST));
  const rowsThatFit = (size: number): number => Math.max(1, Math.floor((place.height * 0.42) / (size * 0.8)));
  const fits = (size: number): boolean => Math.floor(span / size) * rowsThatFit(size) >= count;
  let size = clamp(place.height * 0.17, SMALLEST, LARGEST);
  while (size > SMALLEST && !fits(size)) size -= 1;
  const inRow = Math.max(1, Math.floor(span / size));
  const places = Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / inRow);
    const here = Math.min(inRow, count - row * inRow);
    const share = here === 1 ? 0.5 : 0.5 + ((i % inRow) - (here - 1) / 2) / Math.max(here, inRow * 0.72);
    const foot = wallFoot(shape, LAST + (FIRST - LAST) * share);
    return { x: foot.x, y: foot.y - shape.wall - size * (0.24 + row * 0.8) };
  });
  return { size, places };
}
