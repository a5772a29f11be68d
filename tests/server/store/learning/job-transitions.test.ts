import { describe, expect, test } from "vitest";
import type { JobEvent, TrainingJob } from "../../../../server/ports/training-jobs.ts";
import { afterEvent } from "../../../../server/store/learning/job-transitions.ts";
import { isOver, JOB_STATES, type JobState } from "../../../../shared/protocol/training/training-jobs.ts";

const job = (state: JobState, change: Partial<TrainingJob> = {}) => ({
  ...{ id: "j", arenaId: 1, term: 3, parent: 5, comparisonTo: 40, attempts: 1, state, reason: null },
  ...{ progress: null, log: "" },
  ...change,
});
const handedIn: Extract<JobEvent, { type: "handedIn" }> = {
  type: "handedIn",
  ...{ arenaId: 1, term: 3, parent: 5, comparisonId: 40, uri: "/x", sha256: "ab" },
};
const EVENTS: Readonly<Record<JobEvent["type"], JobEvent>> = {
  adopted: { type: "adopted", term: 4 },
  submitting: { type: "submitting", term: 3, engineJob: "j-2" },
  taken: { type: "taken" },
  told: { type: "told", term: 3, running: true, progress: 0.2, log: "step 1" },
  unheard: { type: "unheard", term: 3, reason: "HTTP 500" },
  lost: { type: "lost", term: 3, reason: "404" },
  handedIn,
  promoted: { type: "promoted", term: 3, version: 6 },
  rejected: { type: "rejected", term: 3, version: null, problem: "numbers", reason: "NaN" },
  failed: { type: "failed", term: 3, problem: "engine", reason: "out of memory" },
  cancelled: { type: "cancelled", problem: "host", reason: "A host cancelled it" },
  cleared: { type: "cleared" },
};
/** The state after an event; null where it's refused. */
function next(state: JobState, event: JobEvent, change: Partial<TrainingJob> = {}): JobState | null {
  const outcome = afterEvent(job(state, change), event);
  return "refused" in outcome ? null : (outcome.change.state ?? state);
}

test("each event leads from each state where it may, and is refused elsewhere", () => {
  const table = Object.fromEntries(
    Object.entries(EVENTS).map(([name, event]) => [
      name,
      ["queued", "running", "gated"].map((state) => next(state as JobState, event)),
    ]),
  );
  expect(table).toEqual({
    adopted: ["queued", "running", "gated"],
    submitting: ["queued", "queued", null],
    taken: ["running", "running", "gated"],
    told: ["running", "running", "gated"],
    unheard: ["queued", "running", "gated"],
    lost: ["queued", "queued", "gated"],
    handedIn: ["gated", "gated", null],
    promoted: [null, null, "promoted"],
    rejected: [null, null, "rejected"],
    failed: ["failed", "failed", "failed"],
    cancelled: ["cancelled", "cancelled", null],
    cleared: [null, null, null],
  });
});

test("a job that is over stays as it is, but for what is cleared away", () => {
  for (const state of JOB_STATES.filter(isOver))
    for (const event of Object.values(EVENTS)) {
      const outcome = afterEvent(job(state), event);
      expect("refused" in outcome, `${state} ${event.type}`).toBe(event.type !== "cleared");
    }
});

test("what ends a job says so, and nothing else does", () => {
  for (const state of ["queued", "running", "gated"] as const)
    for (const event of Object.values(EVENTS)) {
      const outcome = afterEvent(job(state), event);
      if ("refused" in outcome) continue;
      expect(outcome.change.ends === true, `${state} ${event.type}`).toBe(isOver(outcome.change.state ?? state));
    }
});

test("a trainer whose term is over moves nothing, and one that takes over makes the job its own", () => {
  for (const event of Object.values(EVENTS)) {
    if (!("term" in event)) continue;
    const outcome = afterEvent(job(event.type === "promoted" || event.type === "rejected" ? "gated" : "running"), {
      ...event,
      term: 2,
    });
    expect(outcome, event.type).toMatchObject({ refused: { problem: "stale" } });
  }
  expect(afterEvent(job("running"), EVENTS.adopted)).toEqual({ change: { term: 4 } });
});

test("a lost job is submitted once more, under a name of its own, and is over when it's lost again", () => {
  expect(afterEvent(job("running"), EVENTS.lost)).toMatchObject({ change: { state: "queued", engineJob: null } });
  expect(afterEvent(job("queued"), EVENTS.submitting)).toMatchObject({ change: { engineJob: "j-2", attempts: 2 } });
  expect(next("queued", EVENTS.submitting, { attempts: 2 })).toBeNull();
  expect(afterEvent(job("running", { attempts: 2 }), EVENTS.lost)).toMatchObject({
    change: { state: "failed", problem: "lost", reason: "It was lost twice. 404" },
  });
});

describe("a candidate", () => {
  test.each([
    [{ arenaId: 2 }, "arena"],
    [{ term: 2 }, "stale"],
    [{ term: 4 }, "stale"],
    [{ parent: 4 }, "parent"],
    [{ comparisonId: 41 }, "comparisons"],
  ])("with %o is refused for its own reason: %s", (wrong, problem) => {
    expect(afterEvent(job("running"), { ...handedIn, ...wrong })).toMatchObject({ refused: { problem } });
  });

  test("is taken once", () => {
    expect(afterEvent(job("running"), handedIn)).toMatchObject({ change: { state: "gated", uri: "/x", sha256: "ab" } });
    for (const state of ["gated", "promoted", "cancelled"] as const)
      expect(afterEvent(job(state), handedIn)).toMatchObject({ refused: { problem: "duplicate" } });
  });
});

test("of an engine's log the end is kept", () => {
  const log = `${"x".repeat(9_000)}end`;
  const outcome = afterEvent(job("running"), { type: "told", term: 3, running: true, progress: null, log });
  expect("change" in outcome && outcome.change.log).toHaveLength(4_000);
  expect("change" in outcome && outcome.change.log?.endsWith("end")).toBe(true);
});
