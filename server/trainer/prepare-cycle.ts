import type { JobDesk } from "./jobs/job-desk.ts";
import type { TrainingLine } from "./training-line.ts";

/** What the next cycle would have to do while a class waits for it, done before: while it votes. */
export interface CyclePreparation {
  /** Compiles what iterations run, or draws what the next one learns from; true where there was something to do. Does either once, the latter once a cycle. */
  prepare(): Promise<boolean>;
  /** A cycle is over: the next one begins at another policy. */
  renew(): void;
}

/**
 * A round's break is short, and most of what a cycle does in it doesn't depend on the votes: an iteration's answers come from the policy alone.
 * @param jobs an engine's jobs need nothing of all this
 */
export function prepareCycles(
  { enter, method, schedule }: Pick<TrainingLine, "enter" | "method" | "schedule">,
  jobs: Pick<JobDesk, "isOpen">,
): CyclePreparation {
  let isWarm = false;
  /** Also where another arena's turn has undone it: two arenas that rest would else draw in turn for ever. */
  let isDrawn = false;
  /** Answers of a model of the user's own are dear, and votes would wait for them. */
  const drawsAhead = schedule.practice === 0;

  return {
    async prepare() {
      if (jobs.isOpen) return false;
      if (!isWarm) {
        isWarm = true;
        await enter();
        await method.warmUp();
        return true;
      }
      if (isDrawn || !drawsAhead) return false;
      isDrawn = true;
      await enter();
      await method.rollAhead?.();
      return true;
    },
    renew() {
      isDrawn = false;
    },
  };
}
