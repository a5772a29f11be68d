import { STAGE_LINE } from "./trl-plan.ts";

/** The bar of a trainer's steps; bars with a name before them count rows of data or parts of a model. */
const STEPS = /^\s*\d+%\|[^|]*\|\s*(\d+)\/(\d+) \[/;
/** Any bar. */
const BAR = /\d+%\|[^|]*\|/;
/** What reads like a key or a token. */
const SECRET = /\b(hf_|sk-|ghp_|AKIA)[\w-]{12,}|\b(\w*(?:token|password|secret|api_?key)\w*["']?\s*[=:]\s*)\S+/gi;

/** Signs of a log that are told, its end. */
const TOLD = 4_000;

/** What is told of a job by what it wrote. */
export interface ToldByLog {
  /** 0-1; null before its first step. */
  readonly progress: number | null;
  /** Its end, of bars that follow each other only the last. */
  readonly log: string;
}

/** Reads what `trl`'s commands wrote: standard output and errors, as they came. */
export function readLog(text: string): ToldByLog {
  const lines: string[] = [];
  let [stage, stages] = [1, 1];
  let share: number | null = null;
  for (const line of text.split(/[\r\n]+/)) {
    if (line.trim() === "") continue;
    const begun = STAGE_LINE.exec(line);
    if (begun !== null) {
      [stage, stages] = [Number(begun[1]), Number(begun[2])];
      share = null;
    }
    const steps = STEPS.exec(line);
    if (steps !== null) share = Number(steps[1]) / Math.max(1, Number(steps[2]));
    if (BAR.test(line) && BAR.test(lines.at(-1) ?? "")) lines.pop();
    lines.push(line.trimEnd());
  }
  const log = lines
    .join("\n")
    .slice(-TOLD)
    .replace(SECRET, (_, prefix, name) => `${name ?? prefix}***`);
  const isUnderWay = share !== null || stage > 1;
  return { progress: isUnderWay ? Math.min(1, (stage - 1 + (share ?? 0)) / stages) : null, log };
}

/** The line that says why a program of Python ended, or else its last one; null of an empty log. */
export function lastWords(log: string): string | null {
  const lines = log.split("\n").filter((line) => line.trim() !== "" && !BAR.test(line));
  const error = lines.findLast((line) => /^(\w+\.)*\w*(Error|Exception|Killed|Interrupt)\b/.test(line));
  return (error ?? lines.at(-1) ?? null)?.slice(0, 300) ?? null;
}
