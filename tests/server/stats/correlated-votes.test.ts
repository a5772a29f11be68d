import { expect, test } from "vitest";
import { studentQuantile } from "../../../server/stats/correlated-votes.ts";

/** R: `qt(0.975, degrees)`. */
test.each([
  [1, 12.7062047362],
  [2, 4.3026527297],
  [3, 3.1824463053],
  [4, 2.7764451052],
  [5, 2.5705818356],
  [10, 2.228138852],
  [30, 2.0422724563],
  [1e6, 1.959966362],
])("Student's t with %s degrees of freedom reaches %s standard errors", (degrees, reach) => {
  expect(Math.abs(studentQuantile(degrees) / reach - 1)).toBeLessThan(1e-8);
});
