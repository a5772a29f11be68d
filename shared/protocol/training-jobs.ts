/** What trains an arena's policy: the trainer itself, or an engine that is given jobs. */
export const TRAINING_ENGINES = ["tfjs", "trl", "ray", "http"] as const;
export type EngineName = (typeof TRAINING_ENGINES)[number];

/** How an engine is to make a candidate of the starting model and all comparisons: by them alone, or by a reward model that it fits to them first. */
export const JOB_METHODS = ["dpo", "reward+rloo", "reward+grpo"] as const;
export type JobMethod = (typeof JOB_METHODS)[number];

/**
 * What becomes of a job: it waits for its engine, is trained, stands at the gate, and its candidate is promoted or rejected; or a host cancels
 * it, or it comes to nothing.
 */
export const JOB_STATES = ["queued", "running", "gated", "promoted", "rejected", "cancelled", "failed"] as const;
export type JobState = (typeof JOB_STATES)[number];
