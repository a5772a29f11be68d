import { expect, test } from "vitest";
import {
  describeTerms,
  type RecordedVersion,
  type TermsReport,
} from "../../../../../server/experiments/bench/terms/terms-report.ts";

const version = (number: number, term: number, second: number, isWhole = true): RecordedVersion => ({
  ...{ version: number, status: "promoted", term, isWhole },
  createdAt: new Date(Date.UTC(2026, 10, 30, 9, 0, second)),
});
const report = (versions: readonly RecordedVersion[]): TermsReport => ({
  ...{ seconds: 90, kill: false, place: null, takenAfter: 65, learningAfter: 67, promotedAfter: 70 },
  ...{ learningProcessor: 3.2, promotedProcessor: 6.1 },
  ...{ versions, acknowledged: 48, stored: 48, codes: [0, 0] },
});

test("a run without faults says so, by terms", () => {
  const text = describeTerms(report([version(0, 1, 1), version(1, 1, 2), version(2, 2, 30)]));
  expect(text).toMatch(/\n1 +0-1 +2 +0 +0\n2 +2-2 +1 +0 +0\n/);
  expect(text).toContain("recorded after the second began: 0.");
  expect(text).toContain("All promoted versions can be read.");
  expect(text).toContain("after 70.0 s; it computed for 3.2 and 6.1 s of that.");
});

test("a version of the older term that came later is counted, and one whose folder is gone is named", () => {
  const text = describeTerms(report([version(0, 1, 1), version(1, 2, 30, false), version(2, 1, 31)]));
  expect(text).toContain("recorded after the second began: 1.");
  expect(text).toContain("Promoted versions that can't be read: 1.");
});
