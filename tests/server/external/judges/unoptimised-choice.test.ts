import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** As in a process that has compiled so many expressions that it optimises no more of them. */
const UNOPTIMISED = "--no-regexp-optimization";
const READ = new URL("../../../../server/external/judges/read-choice.ts", import.meta.url).href;

test.each([
  ["Answer A > Answer B", 1],
  ["ANSWER B > ANSWER A", 0],
  ["A > response B", 1],
])("%j is read the same by expressions that aren't optimised", (text, share) => {
  const script = `import { readChoice } from ${JSON.stringify(READ)}; console.log(readChoice({ text: ${JSON.stringify(text)}, firstToken: null }))`;
  expect(Number(execFileSync(process.execPath, [UNOPTIMISED, "--input-type=module", "-e", script]))).toBe(share);
});
