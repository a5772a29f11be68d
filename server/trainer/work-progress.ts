import type { TrainerState } from "../../shared/round/trainer-states.ts";

/** States that are one piece of work for those who wait for it; the others are none. */
const WORK: Partial<Record<TrainerState, "loading" | "learning" | "answers">> = {
  loading: "loading",
  reward: "learning",
  improve: "learning",
  gate: "learning",
  refill: "answers",
};

/** From this share on what is left is halved again and again: work that takes longer than it did goes on, and is never said to be done. */
const SURE = 0.8;

/** How much of the work under way is done, judged by how long the same took the last time. */
export interface WorkProgress {
  /** The trainer is in this state from now on. */
  enter(state: TrainerState): void;
  /** Share that is done, 0 to below 1; null where nothing is under way. */
  share(): number | null;
}

/**
 * @param guessMs how long a piece of work takes that was never done before
 * @param now milliseconds
 */
export function workProgress(guessMs: number, now: () => number): WorkProgress {
  const took = new Map<string, number>();
  let present: { readonly work: string; readonly since: number } | null = null;
  return {
    enter(state) {
      const work = WORK[state] ?? null;
      if (work === (present?.work ?? null)) return;
      if (present !== null) took.set(present.work, now() - present.since);
      present = work === null ? null : { work, since: now() };
    },
    share() {
      if (present === null) return null;
      const share = (now() - present.since) / (took.get(present.work) ?? guessMs);
      return share < SURE ? share : 1 - (1 - SURE) * Math.exp((SURE - share) / (1 - SURE));
    },
  };
}
