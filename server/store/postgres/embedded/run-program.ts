import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Account } from "./account.ts";

export interface ProgramPlace {
  readonly account: Account | null;
  readonly cwd: string;
  /** File that receives the program's output. */
  readonly log: string;
}

/**
 * Runs a program to its end and returns its exit code. Output goes to a file, not to a pipe: the server that `pg_ctl`
 * leaves behind would inherit the pipe, and waiting for the pipe to close would then wait for the server.
 * @throws Error with the end of the log when the exit code isn't among `accepted`.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  place: ProgramPlace,
  accepted: readonly number[] = [0],
): Promise<number> {
  const output = openSync(place.log, "a");
  try {
    const code = await new Promise<number>((resolve, reject) => {
      const identity = place.account === null ? {} : { uid: place.account.uid, gid: place.account.gid };
      const child = spawn(file, args, { stdio: ["ignore", output, output], cwd: place.cwd, ...identity });
      child.on("error", reject);
      child.on("exit", (exitCode) => resolve(exitCode ?? -1));
    });
    if (accepted.includes(code)) return code;
    const tail = readFileSync(place.log, "utf8").slice(-800).trim();
    throw new Error(`${basename(file)} failed with exit code ${code}. The end of ${place.log}:\n${tail}`);
  } finally {
    closeSync(output);
  }
}
