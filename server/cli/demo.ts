import { Command, InvalidArgumentError, Option } from "commander";
import { MODE_NAMES } from "../../shared/round/modes.ts";
import { type DemoOptions, runDemo } from "../experiments/demo/run-demo.ts";

const whole = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  return value;
};

const abort = new AbortController();
let stopped = false;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(name, () => {
    stopped = true;
    abort.abort(new Error(`stopped by ${name}`));
  });

const program = new Command("demo")
  .description(
    "Starts everything on a throw-away database and fills a session with bots, so that one person sees a whole game in two minutes.",
  )
  .option("--players <n>", "bots", whole(1, 100), 12)
  .option("--rounds <n>", "rounds", whole(1, 20), 3)
  .addOption(new Option("--mode <mode>", "what a round is about").choices(MODE_NAMES).default("duel"))
  .option("--start-after <seconds>", "time to open the pages before the game starts by itself", whole(0, 600), 30)
  .allowExcessArguments(false)
  .action((options: DemoOptions) => runDemo(options, process.env, (line) => console.log(line), abort));

try {
  await program.parseAsync();
} catch (error) {
  if (!stopped) {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
process.exit(0);
