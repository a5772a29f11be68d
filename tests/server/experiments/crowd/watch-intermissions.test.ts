import { expect, test } from "vitest";
import { countShown, watchIntermissions } from "../../../../server/experiments/crowd/watch-intermissions.ts";

const during = (
  phase: "rapid" | "intermission" | "reveal",
  round: number,
  newest: number,
  versionAfter: number | null = null,
) => ({
  ...{ phase, round, policyVersion: 3 },
  learning: { policyVersion: newest, thenAndNow: versionAfter === null ? null : { versionAfter } },
});

test("an intermission counts once its model is newer than the first round's, by what it showed in the end", () => {
  const watch = watchIntermissions();
  for (const view of [
    during("intermission", 0, 9), // nothing is known before the first round
    during("rapid", 1, 3),
    during("intermission", 1, 3),
    during("rapid", 2, 4),
    during("intermission", 2, 4),
    during("intermission", 2, 4, 4),
    during("intermission", 3, 4, 4),
    during("intermission", 3, 5, 4), // a newer one has come, and its answers not yet
    during("reveal", 4, 6, 6),
    during("intermission", 5, 6),
  ])
    watch.see(view);
  expect(watch.intermissions()).toEqual([
    { round: 2, version: 4, shown: 4 },
    { round: 3, version: 5, shown: 4 },
    { round: 5, version: 6, shown: -1 },
  ]);
  expect(countShown(watch.intermissions())).toEqual({ withNewVersion: 3, shown: 2, upToDate: 1 });
});
