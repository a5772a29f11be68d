import { Command, Option } from "commander";
import { MODE_NAMES } from "../../shared/round/modes.ts";
import { type DemoOptions, runDemo } from "../experiments/demo/run-demo.ts";
import { abortOnSignal, run, StoppedBySignal, whole } from "./command-line.ts";

const abort = abortOnSignal();

await run(
  new Command("demo")
    .description(
      "Starts everything on a throw-away database and fills a session with bots, so that one person sees a whole game in three minutes.",
    )
    .option("--players <n>", "bots", whole(1, 100), 12)
    .option("--rounds <n>", "rounds", whole(1, 20), 3)
    .addOption(new Option("--mode <mode>", "what a round is about").choices(MODE_NAMES).default("duel"))
    .option("--start-after <seconds>", "time to open the pages before the game starts by itself", whole(0, 600), 30)
    .option("--picture <file>", "draw the second round's showdown as README shows it, a WebP image, and stop")
    .allowExcessArguments(false)
    .action((options: DemoOptions) =>
      runDemo(options, process.env, (line) => console.log(line), abort).catch((error: unknown) => {
        if (!(abort.signal.reason instanceof StoppedBySignal)) throw error;
      }),
    ),
);
process.exit(0);
