/** What becomes of a version: it waits for the gate, passes or fails it, and may be taken back later. */
export const POLICY_STATUSES = ["candidate", "promoted", "rejected", "rolled_back"] as const;
export type PolicyStatus = (typeof POLICY_STATUSES)[number];

/** `GET /models`: every version of the main arena, or of that of `?arena=NAME`, oldest first. */
export interface ModelList {
  readonly models: readonly ModelSummary[];
}

export interface ModelSummary {
  readonly version: number;
  readonly status: PolicyStatus;
  /** Why it was rejected or rolled back. */
  readonly reason: string | null;
  /** What the gate measured, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The last closed round whose votes it was trained on; null for version 0. */
  readonly trainedOnRound: string | null;
  /** Since it was promoted, or recorded where it never was; counted by the server, so that clocks need not agree. */
  readonly ageMs: number;
}

/** `GET /api/sessions/:code/round`: the round of an open session that was opened last. */
export interface RoundSummary {
  readonly id: string;
  readonly index: number;
  /** Newest promoted version when the round was opened. */
  readonly policyVersion: number;
}

/** `GET /models/:version/:file` of promoted versions: the Hugging Face folder. */
export const MODEL_FILES = ["config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"] as const;
/** The same of a version that is an adapter to an adopted model: PEFT's layout. */
export const ADAPTER_FILES = ["adapter_config.json", "adapter_model.safetensors"] as const;
/** `GET /reward-models/newest/:file`. */
export const REWARD_MODEL_FILE = "reward-heads.safetensors";
