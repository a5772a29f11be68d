import { describe, expect, test } from "vitest";
import { minimise, type Objective } from "../../../server/stats/lbfgs.ts";

const options = { iterations: 200, memory: 10, tolerance: 1e-6 };
/** Counts evaluations of an objective. */
function counted(objective: Objective): { objective: Objective; calls: () => number } {
  let calls = 0;
  return {
    objective: (point, gradient) => {
      calls++;
      return objective(point, gradient);
    },
    calls: () => calls,
  };
}

describe("finds the minimum", () => {
  test("of a quadratic whose curvatures differ a hundredfold", () => {
    const curvature = Array.from({ length: 20 }, (_, i) => 10 ** (i / 9.5 - 1));
    const { objective, calls } = counted((point, gradient) => {
      let value = 0;
      for (const [i, c] of curvature.entries()) {
        gradient[i] = c * (point[i]! - i);
        value += 0.5 * c * (point[i]! - i) ** 2;
      }
      return value;
    });
    const found = minimise(objective, new Float64Array(20), options);
    for (let i = 0; i < 20; i++) expect(found[i]).toBeCloseTo(i, 3);
    expect(calls()).toBeLessThan(100);
  });

  test("along Rosenbrock's curved valley", () => {
    const rosenbrock: Objective = (point, gradient) => {
      const [x, y] = point as unknown as [number, number];
      gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
      gradient[1] = 200 * (y - x * x);
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    };
    const [x, y] = minimise(rosenbrock, Float64Array.of(-1.2, 1), options);
    expect(x).toBeCloseTo(1, 4);
    expect(y).toBeCloseTo(1, 4);
  });

  test("where the first step would leave the domain", () => {
    const barrier: Objective = ([x], gradient) => {
      gradient[0] = 1 - 1e-3 / x!;
      return x! <= 0 ? Number.POSITIVE_INFINITY : x! - 1e-3 * Math.log(x!);
    };
    expect(minimise(barrier, Float64Array.of(0.5), options)[0]).toBeCloseTo(1e-3, 5);
  });
});

test("stops after an iteration that gains too little, near the minimum", () => {
  const valley: Objective = (point, gradient) => {
    let value = 0;
    for (const [i, x] of point.entries()) {
      gradient[i] = (i + 1) * (x - 1);
      value += 0.5 * (i + 1) * (x - 1) ** 2;
    }
    return value;
  };
  const [exact, rough] = [counted(valley), counted(valley)];
  minimise(exact.objective, new Float64Array(30), options);
  const found = minimise(rough.objective, new Float64Array(30), { ...options, gain: 0.01 });
  expect(rough.calls()).toBeLessThan(exact.calls());
  expect(valley(found, new Float64Array(30))).toBeLessThan(0.05);
});

test("evaluates once and stays where the gradient is flat already", () => {
  const { objective, calls } = counted((point, gradient) => {
    gradient[0] = 2 * point[0]!;
    return point[0]! ** 2;
  });
  expect([...minimise(objective, Float64Array.of(0), options)]).toEqual([0]);
  expect(calls()).toBe(1);
});

test("never ends above its start, and leaves the start as it was", () => {
  const start = Float64Array.of(3, -2);
  const steep: Objective = (point, gradient) => {
    gradient[0] = 4e6 * point[0]! ** 3;
    gradient[1] = 2e-6 * point[1]!;
    return 1e6 * point[0]! ** 4 + 1e-6 * point[1]! ** 2;
  };
  const scratch = new Float64Array(2);
  for (const iterations of [1, 2, 5]) {
    const found = minimise(steep, start, { ...options, iterations });
    expect(steep(found, scratch)).toBeLessThan(steep(start, scratch));
  }
  expect([...start]).toEqual([3, -2]);
});
