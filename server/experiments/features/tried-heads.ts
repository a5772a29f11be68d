import { seeded } from "../../../shared/random/seeded.ts";
import { minimise } from "../../stats/lbfgs.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { sigmoid } from "../../stats/sigmoid.ts";
import { fitLinear, type LearnHead, linearHead } from "./learnt-reward.ts";

const HOW = { iterations: 60, memory: 10, tolerance: 1e-3, gain: 0.01 };

/** One prior variance a group, also where its numbers tell something each. */
const groupedHead: LearnHead = (drawn, votes) =>
  linearHead({ ...drawn, groups: drawn.groups.map(({ name, size }) => ({ name, size })) }, votes);

const CURVES = 8;

/** The linear head and eight hyperbolic tangents beside it, all fitted together, from the linear solution on; in units of the prior by evidence. */
const curvedHead: LearnHead = (drawn, votes) => {
  const { head, precision } = fitLinear(drawn, votes);
  const width = head.length;
  const units = precision.map((one) => 1 / Math.sqrt(one));
  const inUnits = (x: Float32Array) => Float64Array.from(x, (value, i) => value * units[i]!);
  const pairs = votes.map(({ a, b, label }) => ({ sides: [inUnits(a), inUnits(b)] as const, label }));
  const random = seeded(1);
  const start = new Float64Array(width + CURVES * (width + 1));
  for (let i = 0; i < width; i++) start[i] = head[i]! / units[i]!;
  for (let i = width + CURVES; i < start.length; i++) start[i] = random() - 0.5;
  const inner = (point: Float64Array, k: number) =>
    point.subarray(width + CURVES + k * width, width + CURVES + (k + 1) * width);
  const bend = (point: Float64Array, x: Float64Array, k: number) => Math.tanh(dot(inner(point, k), x));
  const score = (point: Float64Array, x: Float64Array) => {
    let sum = dot(point.subarray(0, width), x);
    for (let k = 0; k < CURVES; k++) sum += point[width + k]! * bend(point, x, k);
    return sum;
  };
  const found = minimise(
    (point, gradient) => {
      let loss = 0;
      for (let i = 0; i < point.length; i++) {
        gradient[i] = point[i]!;
        loss += 0.5 * point[i]! ** 2;
      }
      for (const { sides, label } of pairs) {
        const margin = score(point, sides[0]) - score(point, sides[1]);
        const error = sigmoid(margin) - label;
        loss += Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - label * margin;
        for (const [side, x] of sides.entries()) {
          const signed = side === 0 ? error : -error;
          for (let i = 0; i < width; i++) gradient[i]! += signed * x[i]!;
          for (let k = 0; k < CURVES; k++) {
            const bent = bend(point, x, k);
            gradient[width + k]! += signed * bent;
            const slope = signed * point[width + k]! * (1 - bent * bent);
            const own = inner(gradient, k);
            for (let i = 0; i < width; i++) own[i]! += slope * x[i]!;
          }
        }
      }
      return loss;
    },
    start,
    HOW,
  );
  return (x) => score(found, inUnits(x));
};

/** Heads that were tried beside the trainer's (docs/log), by name. */
export const TRIED_HEADS: Readonly<Record<string, LearnHead>> = {
  "prior of each group alone": groupedHead,
  "head with curves": curvedHead,
};
