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

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Heights of the two tiers above the wall's foot, in walls. */
export const TIERS = { front: 1.5, back: 1.95 } as const;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export function arenaShape({ x, y, width, height }: Place): ArenaShape {
  return {
    centreX: x + width / 2,
    floorY: y + height * 0.87,
    radiusX: Math.min(width * 0.53, width / 2 + 12, 900),
    radiusY: clamp(height * 0.14, 14, 78),
    wall: clamp(height * 0.36, 24, 300),
  };
}

/** What the arena covers of the page, its outlines included. */
export function arenaBounds({ centreX, floorY, radiusX, radiusY, wall }: ArenaShape): Place {
  const [top, bottom] = [floorY - radiusY - wall * TIERS.back - 4, floorY + radiusY * 1.2 + 4];
  return { x: centreX - radiusX - 6, y: top, width: 2 * radiusX + 12, height: bottom - top };
}

/** A point of the wall's foot, `angle` from the right (0) over the back to the left (pi). */
export function wallFoot(shape: ArenaShape, angle: number): Spot {
  return {
    x: shape.centreX + Math.cos(angle) * shape.radiusX,
    y: shape.floorY - Math.sin(angle) * shape.radiusY,
  };
}

/** How far the curve of the stands has fallen at `x` below its highest point, in the middle. */
export function sag(shape: ArenaShape, x: number): number {
  const off = clamp((x - shape.centreX) / shape.radiusX, -1, 1);
  return shape.radiusY * (1 - Math.sqrt(1 - off * off));
}

/** Share of the half width on which people sit: beyond it the stands turn away. */
const REACH = 0.9;
const LARGEST_FACE = 92;
const SMALLEST_FACE = 20;
/** Rows stand this far apart, in faces. */
const ROW = 0.86;

/** Places above the wall, in as many rows as keep the faces large. The front row fills first, and every row fills from its middle. */
export function seats(count: number, place: Place): { readonly size: number; readonly places: readonly Spot[] } {
  const shape = arenaShape(place);
  const span = 2 * shape.radiusX * REACH;
  const rowsThatFit = (size: number): number => Math.max(1, Math.floor((place.height * 0.4) / (size * ROW)));
  const fits = (size: number): boolean => Math.floor(span / size) * rowsThatFit(size) >= count;
  let size = clamp(place.height * 0.17, SMALLEST_FACE, LARGEST_FACE);
  while (size > SMALLEST_FACE && !fits(size)) size -= 1;
  const inRow = Math.max(1, Math.floor(span / size));
  const top = shape.floorY - shape.radiusY - shape.wall;
  const places = Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / inRow);
    const here = Math.min(inRow, count - row * inRow);
    const step = span / Math.max(here, inRow * 0.72);
    const x = shape.centreX + ((i % inRow) - (here - 1) / 2) * step;
    return { x, y: top + sag(shape, x) - size * (0.24 + row * ROW) };
  });
  return { size, places };
}

/** Largest cell as a share of the area's longer side: a few players must not fill the screen. */
const LARGEST_CELL = 0.24;
const SMALLEST_CELL = 30;

/**
 * The largest square cells in which `count` figures fit an area, and the centres of the cells. The last row is centred, and there
 * is more room above than below.
 */
export function crowdGrid(count: number, area: Place): { size: number; places: readonly Spot[] } {
  if (count === 0) return { size: SMALLEST_CELL, places: [] };
  const columns = bestColumns(count, area);
  const rows = Math.ceil(count / columns);
  const size = cellSize(columns, rows, area);
  const top = area.y + (area.height - rows * size) * 0.75 + size / 2;
  const places = Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = area.x + area.width / 2 - ((inRow - 1) * size) / 2;
    return { x: left + (i % columns) * size, y: top + row * size };
  });
  return { size, places };
}

function bestColumns(count: number, area: Place): number {
  let best = count;
  for (let columns = count - 1; columns >= 1; columns--) {
    const better = cellSize(columns, Math.ceil(count / columns), area) > cellSize(best, Math.ceil(count / best), area);
    if (better) best = columns;
  }
  return best;
}

function cellSize(columns: number, rows: number, area: Place): number {
  return Math.max(
    SMALLEST_CELL,
    Math.min(LARGEST_CELL * Math.max(area.width, area.height), area.width / columns, area.height / rows),
  );
}
