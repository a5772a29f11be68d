import { Argument, Command } from "commander";
import { describeSuites, TESTED_NAMES, type Tested, testEngines } from "../experiments/engines/engine-suites.ts";
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

program
  .command("test")
  .description(
    "run the suites of engines, models and training on engines, and print what passed; webgpu takes a Vulkan driver in software where there is no GPU",
  )
  .addArgument(new Argument("[engines...]", "which; unless given, onnx and wasm").choices(TESTED_NAMES))
  .action(async (engines: readonly Tested[]) => {
    const results = await testEngines(engines.length > 0 ? engines : ["onnx", "wasm"], process.env, say);
    process.stdout.write(describeSuites(results));
    const failed = results.filter((one) => one.failed > 0).map(({ engine }) => engine);
    if (failed.length > 0) throw new Error(`tests failed on ${failed.join(" and ")}`);
  });

await run(program);
