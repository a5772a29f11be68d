import { expect, test } from "vitest";
import { lastWords, readLog } from "../../../../server/trainer/engines/training-log.ts";

const bar = (step: number, of: number) =>
  `\r ${Math.round((100 * step) / of)}%|███▌   | ${step}/${of} [00:04<01:39,  1.10it/s]`;

test("progress is that of a trainer's steps, over all stages, and not of bars that load or read something", () => {
  expect(readLog("").progress).toBeNull();
  expect(
    readLog("Stage 1 of 2: reward\nTokenizing train dataset: 100%|███| 300/300 [00:00<00:00]").progress,
  ).toBeNull();
  expect(readLog(`Stage 1 of 2: reward\n${bar(1, 4)}${bar(2, 4)}`).progress).toBe(0.25);
  expect(
    readLog(`Stage 1 of 2: reward\n${bar(4, 4)}\nStage 2 of 2: rloo\nLoading weights: 100%|██| 38/38 [0s]`).progress,
  ).toBe(0.5);
  expect(readLog(`Stage 1 of 1: dpo\n${bar(4, 4)}`).progress).toBe(1);
});

test("of bars that follow each other the last is kept, and what looks like a key is not", () => {
  const { log } = readLog(
    `Begun\n${bar(1, 4)}${bar(2, 4)}\nHF_TOKEN=abc hf_abcdefghijklmnopqrst\n${"x".repeat(5_000)}\nEnd`,
  );
  expect(log).toHaveLength(4_000);
  const short = readLog(`Begun\n${bar(1, 4)}${bar(2, 4)}\nHF_TOKEN=abc hf_abcdefghijklmnopqrst`).log;
  expect(short.split("\n")).toEqual(["Begun", expect.stringContaining("2/4"), "HF_TOKEN=*** hf_***"]);
});

test("a program's last words are its error, or else its last line", () => {
  expect(lastWords("Traceback\n  File x\nValueError: too long\nwarning: leaked")).toBe("ValueError: too long");
  expect(lastWords("torch.OutOfMemoryError: CUDA out of memory")).toBe("torch.OutOfMemoryError: CUDA out of memory");
  expect(lastWords(`One\nTwo\n${bar(1, 2)}`)).toBe("Two");
  expect(lastWords("")).toBeNull();
});
