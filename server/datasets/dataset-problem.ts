/** Says what is wrong with data that came from outside, where, and what to do about it. */
export class DatasetProblem extends Error {
  override readonly name = "DatasetProblem";
}

/** A comparison that is well-formed and yet says nothing, as two equal answers do. */
export class UnusableComparison extends DatasetProblem {}
