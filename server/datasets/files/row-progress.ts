import { SingleBar } from "cli-progress";

/** Counts rows on a terminal; there is no saying how many there will be. */
export function rowProgress(done: string) {
  const bar = new SingleBar({ format: `{value} rows ${done}, {duration_formatted}`, clearOnComplete: true });
  let rows = 0;
  if (process.stderr.isTTY) bar.start(0, 0);
  return {
    add(more: number): void {
      rows += more;
      bar.update(rows);
    },
    stop: () => bar.stop(),
  };
}
