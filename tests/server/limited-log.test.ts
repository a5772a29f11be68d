import { afterEach, expect, test, vi } from "vitest";
import { limitedLog } from "../../server/limited-log.ts";

vi.useFakeTimers();
afterEach(() => vi.clearAllTimers());

function written() {
  const lines: { level: string; context: unknown; message: string | undefined }[] = [];
  const write = (level: string) => (context: unknown, message?: string) => void lines.push({ level, context, message });
  const levels = ["error", "warn", "info", "debug", "trace"] as const;
  const log = Object.fromEntries(levels.map((level) => [level, write(level)])) as Record<
    (typeof levels)[number],
    ReturnType<typeof write>
  >;
  return { lines, log };
}

test("a million bad frames leave fifty lines, one more in ten seconds, and a word on the rest", () => {
  let clock = 0;
  const { lines, log } = written();
  const limited = limitedLog(log, () => clock);
  for (let i = 0; i < 1_000_000; i++) limited.error(new Error("bad frame"), "A frame could not be read");
  expect(lines).toHaveLength(50);
  clock += 10_000;
  limited.error("again");
  expect(lines.slice(50)).toEqual([
    { level: "warn", context: { leftOut: 999_950 }, message: expect.any(String) },
    { level: "error", context: "again", message: undefined },
  ]);
});

test("a flood that has ended is told of within a minute", () => {
  const { lines, log } = written();
  const limited = limitedLog(log, () => 0);
  for (let i = 0; i < 60; i++) limited.warn({ i }, "bad");
  vi.advanceTimersByTime(60_000);
  expect(lines.at(-1)).toMatchObject({ level: "warn", context: { leftOut: 10 } });
});

test("a long line is cut", () => {
  const { lines, log } = written();
  limitedLog(log, () => 0).error("x".repeat(64_000));
  expect(String(lines[0]?.context).length).toBeLessThanOrEqual(1_000);
});
