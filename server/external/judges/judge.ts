/** Two answers to one prompt, as plain texts. */
export interface JudgedTexts {
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** What people were asked of the pair, or would be; absent where nobody was. */
  readonly question?: string;
}

/** What a judge makes of a pair. */
export interface JudgeOpinion {
  /** Probability that A is the better answer, 0-1. */
  readonly share: number;
  /** Whether it named the same answer with the sides swapped; null for a judge that doesn't see sides. */
  readonly ordersAgree: boolean | null;
}

/** Something that judges answers beside people. */
export interface Judge {
  /** Short, and the same after a restart: it is stored beside what the judge said. */
  readonly name: string;
  /** Pairs that it likes to be given at once. */
  readonly batch: number;
  /** Calls that may run side by side. */
  readonly lanes: number;
  /** Whether it judges by each pair's question, and not by a rule of its own. */
  readonly asksCriterion?: boolean;
  /** @throws EndpointError when an endpoint fails */
  compare(pairs: readonly JudgedTexts[], signal?: AbortSignal): Promise<readonly JudgeOpinion[]>;
}
