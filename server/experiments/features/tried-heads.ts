import { seeded } from "../../../shared/random/seeded.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { attentionHead } from "./attention-head.ts";
import { fitScore, type ScoreForm } from "./fit-score.ts";
import { fitInUnits, type LearnHead, linearHead } from "./learnt-reward.ts";

/** One prior variance a group, also where its numbers tell something each. */
const groupedHead: LearnHead = (drawn, votes) =>
  linearHead({ ...drawn, groups: drawn.groups.map(({ name, size }) => ({ name, size })) }, votes);

const CURVES = 8;

/** A linear score of `width` numbers and some hyperbolic tangents of others, each with its weight. */
function curvedForm(width: number): ScoreForm<Float64Array> {
  const inner = (point: Float64Array, k: number) =>
    point.subarray(width + CURVES + k * width, width + CURVES + (k + 1) * width);
  const bend = (point: Float64Array, x: Float64Array, k: number) => Math.tanh(dot(inner(point, k), x));
  return {
    score(point, x) {
      let sum = dot(point.subarray(0, width), x);
      for (let k = 0; k < CURVES; k++) sum += point[width + k]! * bend(point, x, k);
      return sum;
    },
    addGradient(gradient, times, point, x) {
      for (let i = 0; i < width; i++) gradient[i]! += times * x[i]!;
      for (let k = 0; k < CURVES; k++) {
        const bent = bend(point, x, k);
        gradient[width + k]! += times * bent;
        const slope = times * point[width + k]! * (1 - bent * bent);
        const own = inner(gradient, k);
        for (let i = 0; i < width; i++) own[i]! += slope * x[i]!;
      }
    },
  };
}

/** The linear head and eight hyperbolic tangents beside it, all fitted together, from the linear solution on; in units of the prior by evidence. */
const curvedHead: LearnHead = (drawn, votes) => {
  const { head, inUnits } = fitInUnits(drawn, votes);
  const width = head.length;
  const random = seeded(1);
  const start = new Float64Array(width + CURVES * (width + 1));
  start.set(head);
  for (let i = width + CURVES; i < start.length; i++) start[i] = random() - 0.5;
  const form = curvedForm(width);
  const found = fitScore(
    form,
    start,
    votes.map(({ a, b, label }) => ({ a: inUnits(a), b: inUnits(b), label })),
  );
  return (x) => form.score(found, inUnits(x));
};

/** Heads that were tried beside the trainer's (docs/log), by name. */
export const TRIED_HEADS: Readonly<Record<string, LearnHead>> = {
  "prior of each group alone": groupedHead,
  "head with curves": curvedHead,
  "attention of learnt queries": attentionHead,
};
