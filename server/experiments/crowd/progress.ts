import { MultiBar } from "cli-progress";

/** What a long command shows: a bar where there is a terminal, lines everywhere. */
export interface Progress {
  /** What is being done now, and how far it is. */
  stage(text: string, done?: number): void;
  /** A line that stays. */
  say(line: string): void;
  stop(): void;
}

export function openProgress(total: number, unit: string): Progress {
  const terminal = process.stderr.isTTY === true;
  const bars = new MultiBar({
    format: `{bar} {value}/{total} ${unit}, {duration_formatted}: {stage}`,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false, // Ctrl-C has more to clean up than the bar
  });
  const bar = bars.create(total, 0, { stage: "" });
  let reached = 0;
  return {
    stage(text, done = reached) {
      reached = done;
      if (terminal) bar?.update(done, { stage: text });
      else process.stderr.write(`${text}\n`);
    },
    say(line) {
      if (!terminal || !process.stdout.isTTY) process.stdout.write(`${line}\n`);
      else bars.log(`${line}\n`);
    },
    stop() {
      if (terminal) bars.update();
      bars.stop();
    },
  };
}
