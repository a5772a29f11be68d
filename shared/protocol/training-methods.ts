/** Apart from the settings' schema, so that zod stays out of the browser. */

export const METHODS = ["ppo", "dpo"] as const;
/** What improves an arena's policy: PPO on the reward, or online DPO on pairs of fresh answers that the reward labels. */
export type Method = (typeof METHODS)[number];
