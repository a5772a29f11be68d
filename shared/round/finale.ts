/** Two answers to a prompt that no stage of training has seen, with the finale's secret. */
export interface FinalePair {
  readonly id: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Ids of the two answers. */
  readonly answerA: string;
  readonly answerB: string;
  /** Whether A is what the model says now; the other is what it said when the game began. */
  readonly nowIsA: boolean;
}

export interface DealtFinale {
  /** Newest promoted version when the first round was dealt. */
  readonly versionBefore: number;
  /** Newest promoted version when the finale was dealt. */
  readonly versionNow: number;
  readonly pairs: readonly FinalePair[];
}

/** Why a game ends without a finale: no newer version, no answers that could be compared, or prompts that no version answers. */
export const FINALE_ABSENCES = ["unchanged", "unanswered", "prompts"] as const;
export type FinaleAbsence = (typeof FINALE_ABSENCES)[number];

/** What the interval of the players' preference says: the model is better or worse now, it can't be told, or too few have judged. */
export const FINALE_VERDICTS = ["better", "worse", "alike", "few"] as const;
export type FinaleVerdict = (typeof FINALE_VERDICTS)[number];

export interface FinaleResult extends Omit<DealtFinale, "pairs"> {
  readonly pairs: readonly (FinalePair & {
    readonly forNow: number;
    readonly forBefore: number;
    /** Ties and both-bad. */
    readonly neither: number;
  })[];
  /** Players who judged at least one pair, and how many of them preferred each version on more of their pairs. */
  readonly voters: number;
  readonly preferNow: number;
  readonly preferBefore: number;
  /** 95% interval of the share of players who prefer the newer version, 0-1. */
  readonly low: number;
  readonly high: number;
  readonly verdict: FinaleVerdict;
}

export type FinaleEnd = FinaleResult | { readonly absent: FinaleAbsence };
