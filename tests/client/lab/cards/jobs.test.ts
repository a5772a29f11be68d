import { expect, test } from "vitest";
import { jobLines } from "../../../../client/lab/cards/jobs-card.ts";
import { JOB_PROBLEMS, type JobsBoard } from "../../../../shared/protocol/training/training-jobs.ts";

type Job = JobsBoard["jobs"][number];
const job = (change: Partial<Job> = {}): Job => ({
  ...{ id: "j", engine: "ray", method: "dpo", state: "queued", progress: null, problem: null, reason: null },
  ...{ version: null, refused: [], at: "2026-11-30T08:00:00.000Z" },
  ...change,
});

test("a job is told with how far it is, what its candidate became, and why it came to nothing", () => {
  expect(jobLines(job())).toEqual([]);
  expect(jobLines(job({ state: "running", progress: 0.42 }))).toEqual(["42% done"]);
  expect(jobLines(job({ state: "promoted", progress: 1, version: 3 }))).toEqual(["Its candidate is version 3."]);
  const reason = "too many answers never end: endedShare 0.500 is below 0.9";
  expect(jobLines(job({ state: "rejected", version: 4, problem: "gate", reason }))).toEqual([
    "Its candidate is version 4.",
    reason,
  ]);
  expect(jobLines(job({ state: "running", refused: ["stale", "stale", "duplicate"] }))).toEqual([
    "Other candidates were turned down. It belongs to the term of an earlier trainer. The job had its candidate already, or was over.",
  ]);
});

test("each thing that can go wrong has words of its own", () => {
  const told = JOB_PROBLEMS.map((problem) => jobLines(job({ state: "failed", problem }))[0]);
  expect(new Set(told).size).toBe(JOB_PROBLEMS.length);
});
