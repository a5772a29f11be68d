import { Command } from "commander";
import { installTensorflow } from "../experiments/engines/install-tensorflow.ts";
import { run } from "./command-line.ts";

const program = new Command("engine")
  .description("Installs and tests what runs the language models.")
  .showHelpAfterError();

const say = (text: string) => process.stdout.write(`${text}\n`);

program
  .command("tensorflow")
  .description(
    "install @tensorflow/tfjs-node below .cache/ where its own download fails: the package from npm, TensorFlow from PyPI, the addon compiled here; what an earlier run did is kept",
  )
  .action(() => installTensorflow(process.env, say));

await run(program);
