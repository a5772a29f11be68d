interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Largest cell as a share of the area's longer side: a few players must not fill the screen. */
const LARGEST = 0.24;
const SMALLEST = 30;

/** The largest square cells with which `count` figures fit an area, and their centres: the last row centred, more room above than below. */
export function crowdGrid(count: number, area: Area): { size: number; places: readonly { x: number; y: number }[] } {
  if (count === 0) return { size: SMALLEST, places: [] };
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

function bestColumns(count: number, area: Area): number {
  let best = count;
  for (let columns = count - 1; columns >= 1; columns--) {
    const better = cellSize(columns, Math.ceil(count / columns), area) > cellSize(best, Math.ceil(count / best), area);
    if (better) best = columns;
  }
  return best;
}

function cellSize(columns: number, rows: number, area: Area): number {
  return Math.max(
    SMALLEST,
    Math.min(LARGEST * Math.max(area.width, area.height), area.width / columns, area.height / rows),
  );
}
