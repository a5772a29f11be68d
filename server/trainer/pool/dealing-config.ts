import { z } from "zod";

/** How the answers that players are shown as the model's are picked; null where the model's own settings say so. */
export interface DealingConfig {
  /** Answers that are drawn to a prompt; 1: what is drawn is shown. */
  readonly bestOf: number | null;
  /** So many of them, the reward model's first, are in the choice; the most varied one is shown. */
  readonly keep: number | null;
}

/** More than one batch of the generator holds for a finale's prompts would take longer than they are worth. */
const MOST = 16;

const upToMost = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(MOST));

/** What of the environment belongs to dealing, with what each variable must be. */
export const dealingVariables = {
  DEAL_BEST_OF: { schema: upToMost.optional(), expected: `a whole number of answers from 1 to ${MOST}` },
  DEAL_KEEP: { schema: upToMost.optional(), expected: `a whole number of answers from 1 to ${MOST}` },
} as const;

type Variables = typeof dealingVariables;

/**
 * What becomes of these variables.
 * @param read gives a variable's value, and undefined for one that can't be used, which it reports itself
 * @param report is told what is wrong between them
 */
export function dealingConfig(
  read: <N extends keyof Variables>(name: N) => z.output<Variables[N]["schema"]>,
  report: (problem: string) => void,
): DealingConfig {
  const [bestOf, keep] = [read("DEAL_BEST_OF") ?? null, read("DEAL_KEEP") ?? null];
  if (keep !== null && bestOf === null)
    report("DEAL_BEST_OF must be set with DEAL_KEEP: it is how many answers those that are kept are the first of");
  if (bestOf !== null && keep !== null && keep > bestOf)
    report(`DEAL_KEEP must be at most DEAL_BEST_OF, ${bestOf}, not ${keep}: no more answers are drawn`);
  return { bestOf, keep };
}
