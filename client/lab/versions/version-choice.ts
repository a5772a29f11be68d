import type { VersionsBoard } from "../../../shared/protocol/boards.ts";

/** Versions shown side by side at most. */
const SHOWN = 5;
const STEPS = [5, 10, 20, 50, 100, 200, 500];

/** Versions that players met, oldest first. */
export const metVersions = ({ versions }: VersionsBoard): number[] =>
  versions.filter(({ status }) => status === "promoted" || status === "rolled_back").map(({ version }) => version);

/**
 * A few versions that tell the story: all of them while they are few, then version 0, every fifth (tenth, ...) and the newest.
 * Where a version was turned away, the one before it stands in.
 */
export function milestones(met: readonly number[]): readonly number[] {
  if (met.length <= SHOWN) return met;
  const newest = met.at(-1)!;
  for (const step of STEPS) {
    const chosen = new Set([newest]);
    for (let at = 0; at < newest; at += step) chosen.add(met.findLast((version) => version <= at) ?? met[0]!);
    if (chosen.size <= SHOWN) return [...chosen].sort((x, y) => x - y);
  }
  return [met[0]!, newest];
}
