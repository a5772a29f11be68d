import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly process: ChildProcess;
  /** Lines of its standard output so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed a line that starts so; rejects with its errors when it ends without. */
  printed(start: string): Promise<string>;
  readonly exited: Promise<number | null>;
}

/** Starts a TypeScript file of this folder in a process of its own. */
export function startChild(file: string, args: readonly string[]): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const check of waiting) check();
  };
  let errors = "";
  let ended = false;
  child.stderr.on("data", (chunk) => (errors += chunk));
  createInterface(child.stdout).on("line", (line) => {
    lines.push(line);
    tell();
  });
  const exited = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      ended = true;
      tell();
      resolve(code);
    });
  });
  const printed = (start: string) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        const line = lines.find((candidate) => candidate.startsWith(start));
        if (line !== undefined) resolve(line);
        else if (ended) reject(new Error(`The process ended without printing "${start}":\n${errors}`));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  return { process: child, lines, printed, exited };
}
