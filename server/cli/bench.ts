import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { benchEngine, describeEngine } from "./bench/bench-engine.ts";
import { benchPpo, describePpo } from "./bench/bench-ppo.ts";

const POCKET_MODEL = fileURLToPath(new URL("../world/pocket-model", import.meta.url));

const program = new Command("bench")
  .description("Measures this machine and prints what was compared, on what and how often.")
  .showHelpAfterError();

async function report<T>(result: T, text: string, { json }: { readonly json?: string }): Promise<void> {
  process.stdout.write(text);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
}
const JSON_OPTION = ["--json <file>", "write the figures as one JSON object"] as const;

program
  .command("engine")
  .description("training steps and decoding of three models on every engine that is installed")
  .option(...JSON_OPTION)
  .action(async (options: { json?: string }) => {
    const result = await benchEngine();
    await report(result, describeEngine(result), options);
  });

program
  .command("ppo")
  .description("whole PPO iterations of the pocket model")
  .option(...JSON_OPTION)
  .option("--folder <folder>", "the model", POCKET_MODEL)
  .action(async (options: { json?: string; folder: string }) => {
    const result = await benchPpo(options.folder);
    await report(result, describePpo(result), options);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
