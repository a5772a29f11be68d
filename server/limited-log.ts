import { Budget } from "./game/budget.ts";

/** The log that Colyseus, rooms and routes need. */
export interface FaultLog {
  error(context: unknown, message?: string): void;
  warn(context: unknown, message?: string): void;
  info(context: unknown, message?: string): void;
  debug(context: unknown, message?: string): void;
  trace(context: unknown, message?: string): void;
}

/** With lines of at most `LONGEST` characters, a day makes about 10 MB. */
const LINES = { burst: 50, perSecond: 0.1 };
const LONGEST = 1_000;

/** Left-out lines are reported after this time at the latest. */
const TELL_AFTER_MS = 60_000;

/**
 * A log for lines that strangers can cause, with bad frames for instance. After the first fifty lines it writes one
 * in ten seconds. The next line, or a timer after a minute, says how many were left out.
 *
 * @param now a monotonic clock in milliseconds
 */
export function limitedLog(log: FaultLog, now: () => number): FaultLog {
  const lines = new Budget(LINES, now);
  let leftOut = 0;
  let telling: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(telling);
    if (leftOut > 0) log.warn({ leftOut }, "Lines were left out, since there were too many of their kind");
    leftOut = 0;
  };
  const limited =
    (level: keyof FaultLog) =>
    (context: unknown, message?: string): void => {
      if (!lines.take("")) {
        if (leftOut === 0) telling = setTimeout(tell, TELL_AFTER_MS).unref();
        leftOut += 1;
        return;
      }
      tell();
      if (typeof context === "string") log[level](context.slice(0, LONGEST));
      else log[level](context, message?.slice(0, LONGEST));
    };
  return {
    error: limited("error"),
    warn: limited("warn"),
    info: limited("info"),
    debug: (context, message) => log.debug(context, message),
    trace: (context, message) => log.trace(context, message),
  };
}
