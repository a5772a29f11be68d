import type { Command } from "commander";

export class StoppedBySignal extends Error {}

/** Aborted by the first signal to end, with `StoppedBySignal` as its reason. */
export function abortOnSignal(): AbortController {
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => abort.abort(new StoppedBySignal(`stopped by ${name}`)));
  return abort;
}

/** Does what the command line asks for. An error ends the process with one line and the exit code 1. */
export async function run(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`${program.name()}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
