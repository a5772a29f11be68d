import { expect, test } from "vitest";
import { graspIn, graspOf } from "../../../shared/round/grasp.ts";

test("a crowd that tosses coins is called so once there are votes enough, and never before", () => {
  expect(graspOf({ evidence: 0, comparisons: 0 })).toBe("early");
  expect(graspOf({ evidence: -2, comparisons: 59 })).toBe("early");
  expect(graspOf({ evidence: 0.2, comparisons: 60 })).toBe("none");
  expect(graspOf({ evidence: -2, comparisons: 1_440 })).toBe("none");
});

test("a taste is believed as soon as chance doesn't explain it, and not called chance before", () => {
  expect(graspOf({ evidence: 2, comparisons: 25 })).toBe("sure");
  expect(graspOf({ evidence: 0.25, comparisons: 300 })).toBe("unsure");
  expect(graspOf({ evidence: 1.9, comparisons: 300 })).toBe("unsure");
});

test("a step from before evidence was measured says nothing of it", () => {
  expect(graspIn({ accuracy: 0.7, comparisons_heard: 90 })).toBeNull();
  expect(graspIn({ evidence: 0, comparisons_heard: 90 })).toBe("none");
});
