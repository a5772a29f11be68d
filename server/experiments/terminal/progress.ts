import { MultiBar, SingleBar } from "cli-progress";

/** What a bar's format names beside the bar's own figures. */
type Shown = Readonly<Record<string, string>>;

/** A bar of a measurement, started. It vanishes when it is stopped, and shows nothing where there is no terminal. */
export function measuringBar(format: string, total: number, shown: Shown = {}): SingleBar {
  return started(new SingleBar({ format, clearOnComplete: true }), total, shown);
}

/** The same for a measurement that starts processes: the command stops them at Ctrl-C, and the bar with them. */
export function stageBar(total: number, stage: string, format = "{bar} {stage}"): SingleBar {
  return started(new SingleBar({ format, clearOnComplete: true, gracefulExit: false }), total, { stage });
}

/** A bar of a training, started. It stays when it is stopped, and is a line every 15 seconds where there is no terminal. */
export function trainingBar(format: string, total: number, shown: Shown = {}): SingleBar {
  return started(new SingleBar({ format, noTTYOutput: true, notTTYSchedule: 15_000, etaBuffer: 50 }), total, shown);
}

function started(bar: SingleBar, total: number, shown: Shown): SingleBar {
  bar.start(total, 0, shown);
  return bar;
}

/** The bar of a language model's training: steps, time left, loss and held-out perplexity. */
export function languageModelBar(title: string, steps: number) {
  let perplexity = "-";
  const bar = trainingBar(
    `${title} {bar} {value}/{total} steps, {eta_formatted} left, loss {loss}, held-out perplexity {perplexity}`,
    steps,
    { loss: "-", perplexity },
  );
  return {
    update({ step, loss, heldOutLoss }: { step: number; loss: number; heldOutLoss: number | null }) {
      if (heldOutLoss !== null) perplexity = Math.exp(heldOutLoss).toFixed(3);
      bar.update(step, { loss: loss.toFixed(3), perplexity });
    },
    stop: () => bar.stop(),
  };
}

/** One training bar after another, each named by its stage. */
export interface StageBars {
  start(stage: string, total: number): void;
  advance(count: number): void;
  stop(): void;
}

export function stageBars(title: string): StageBars {
  let bar: SingleBar | null = null;
  return {
    start(stage, total) {
      bar = trainingBar(`${title}, ${stage} {bar} {value}/{total}, {eta_formatted} left`, total);
    },
    advance: (count) => bar?.increment(count),
    stop: () => bar?.stop(),
  };
}

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
    gracefulExit: false, // the command has more to clean up at Ctrl-C than the bar
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
