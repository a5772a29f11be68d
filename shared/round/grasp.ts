/**
 * How well the reward model has got hold of what a crowd likes, told by the votes that its heads never saw.
 * `early`: too few votes to tell; `none`: they are predicted no better than by tossing a coin, so that the policy stays as it is; `unsure`: little
 * better, and it moves in short steps; `sure`: better than chance explains.
 */
export const GRASPS = ["early", "none", "unsure", "sure"] as const;
export type Grasp = (typeof GRASPS)[number];

/** What a fit of the reward model says of its held-out votes. */
export interface HeldOutEvidence {
  /** In standard deviations of what a crowd without a taste would give. */
  readonly evidence: number;
  readonly comparisons: number;
}

/** Comparisons from which it can be said that nothing is learnt: a class has given them after its second or third round. */
const TELLING_COMPARISONS = 60;
/** Evidence up to which a crowd may as well have tossed coins: two in three of such crowds have less. */
export const CHANCE_EVIDENCE = 0.25;
/** Evidence that one in forty crowds has that tosses coins. */
const SURE_EVIDENCE = 2;

export function graspOf({ evidence, comparisons }: HeldOutEvidence): Grasp {
  if (evidence >= SURE_EVIDENCE) return "sure";
  if (comparisons < TELLING_COMPARISONS) return "early";
  return evidence < CHANCE_EVIDENCE ? "none" : "unsure";
}

/** The grasp that a step of kind `reward` tells of; null where it is of a time before evidence was measured. */
export function graspIn(metrics: Readonly<Record<string, number>>): Grasp | null {
  const { evidence, comparisons_heard: comparisons } = metrics;
  return evidence === undefined || comparisons === undefined ? null : graspOf({ evidence, comparisons });
}
