import { Command, Option } from "commander";
import { MAIN_NAME } from "../../shared/protocol/arenas.ts";
import { FORMS } from "../../shared/protocol/dataset-files.ts";
import { CHECKPOINTS, exportCheckpoint } from "../datasets/files/export-checkpoint.ts";
import { exportData } from "../datasets/files/export-data.ts";
import { type ImportOptions, importData } from "../datasets/files/import-data.ts";
import { arena, inArena, run, whole } from "./command-line.ts";

const program = new Command("data")
  .description("Take an arena's data out, and bring comparisons and prompts in, in the formats of the field.")
  .showHelpAfterError();

program
  .command("export")
  .description("write comparisons for TRL, or everything with a data card; players have pseudonyms")
  .requiredOption("--out <file>", "ends in .jsonl, .parquet or .zip (every form, and a data card)")
  .addOption(new Option("--form <form>", "what a .jsonl or .parquet file holds").choices(FORMS).default("preferences"))
  .option("--session <code>", "one session, by join code or id, instead of the whole arena")
  .option("--arena <name>", "which arena, by name or number", arena, MAIN_NAME)
  .action(inArena(exportData));

program
  .command("checkpoint")
  .description("write a policy version or the newest reward model as transformers loads it")
  .addOption(
    new Option(
      "--what <what>",
      "a policy for AutoModelForCausalLM, of an adopted model its adapter for PEFT, or the reward model for " +
        "AutoModelForSequenceClassification",
    )
      .choices(CHECKPOINTS)
      .makeOptionMandatory(),
  )
  .requiredOption("--out <folder>", "a folder that isn't there yet, or a file that ends in .zip")
  .option("--version <n>", "which policy (default: the newest that was promoted)", whole(0, 999_999_999))
  .option("--arena <name>", "which arena, by name or number", arena, MAIN_NAME)
  .action(inArena(exportCheckpoint));

program
  .command("import")
  .description(
    "store the comparisons of a JSONL, JSON, CSV, TSV (.gz too) or Parquet file, or its prompts as a pack; all of it or nothing",
  )
  .argument("<file>", "comparisons as of TRL, UltraFeedback, HH-RLHF, KTO, rankings; or prompts alone")
  .requiredOption("--arena <name>", "the arena that is to learn from the comparisons, by name or number", arena)
  .option(
    "--skip-unusable",
    "leave out comparisons that say nothing, as with equal answers, instead of stopping",
    false,
  )
  .option(
    "--dry-run",
    "say how many the arena's model will learn from, and why not from the others; store nothing",
    false,
  )
  .action((file: string, options) => inArena((given: ImportOptions) => importData(file, given))(options));

await run(program);
