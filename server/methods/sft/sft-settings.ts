/** Every knob of supervised fine-tuning on demonstrations. */
export interface SftSettings {
  /** Demonstrations of an update. */
  readonly rows: number;
  /** Passes over what an iteration is given. */
  readonly epochs: number;
  /** At its highest. */
  readonly learningRate: number;
  /** The rate rises in one of so many steps, the first ones, before it falls along a cosine; null: it stays the same. */
  readonly warmup: number | null;
}

/** Between the steps of whatever else moves a policy (Ouyang et al. 2022 mix such a loss into PPO). */
export const SFT: SftSettings = { rows: 16, epochs: 1, learningRate: 1e-4, warmup: null };

/** On an adapter, which learns best at about ten times the rate of whole matrices (Schulman et al. 2025, "LoRA Without Regret"). */
export const ADAPTER_SFT: SftSettings = { ...SFT, learningRate: 1e-3 };

/** Alone, on the answers that won their vote: what other methods are compared with. */
export const SFT_ON_WINNERS: SftSettings = { rows: 16, epochs: 3, learningRate: 3e-4, warmup: 10 };

/** Alone, on revised answers: the first stage of constitutional AI (Bai et al. 2022, section 3). */
export const SFT_ON_REVISIONS: SftSettings = { ...SFT_ON_WINNERS, epochs: 2 };
