/** `npm run engines:install`: a virtual environment of Python with the newest TRL, transformers, PEFT and Ray, for `npm run engines:test`. */
import { spawnSync } from "node:child_process";
import { LIBRARIES, VENV } from "./venv.ts";

/** Names of Python, by system; the first that answers is taken. */
const PYTHONS = ["python3", "python", "py"];

function run(command: string, ...args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${[command, ...args].join(" ")} failed${error ? `: ${error.message}` : ""}.`);
}

const isFit = (python: string): boolean =>
  spawnSync(python, ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"]).status === 0;

try {
  const python = PYTHONS.find(isFit);
  if (python === undefined)
    throw new Error("It needs Python 3.10 or newer with venv (on Debian: apt install python3-venv).");
  run(python, "-m", "venv", VENV.folder);
  run(VENV.python, "-m", "pip", "install", "--upgrade", ...LIBRARIES);
  process.stdout.write(`Installed in ${VENV.folder}. Now run npm run engines:test.\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
