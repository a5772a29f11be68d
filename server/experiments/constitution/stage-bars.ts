import { SingleBar } from "cli-progress";

/** One progress bar after another, named by the stage under way. */
export interface StageBars {
  start(stage: string, total: number): void;
  advance(count: number): void;
  stop(): void;
}

export function stageBars(title: string): StageBars {
  let bar: SingleBar | null = null;
  return {
    start(stage, total) {
      bar = new SingleBar({
        format: `${title}, ${stage} {bar} {value}/{total}, {eta_formatted} left`,
        stream: process.stderr,
        noTTYOutput: true,
        notTTYSchedule: 15_000,
      });
      bar.start(total, 0);
    },
    advance: (count) => bar?.increment(count),
    stop: () => bar?.stop(),
  };
}
