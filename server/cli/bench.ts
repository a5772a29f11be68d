import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { type AdoptOptions, benchAdopt, describeAdopt } from "../experiments/bench/bench-adopt.ts";
import { benchEngine, describeEngine } from "../experiments/bench/bench-engine.ts";
import { benchPpo, describePpo } from "../experiments/bench/bench-ppo.ts";
import { benchRaters, describeRaters, type RatersOptions } from "../experiments/bench/bench-raters.ts";
import { benchWatch, describeWatch, type WatchOptions } from "../experiments/bench/bench-watch.ts";
import { type BoardsOptions, benchBoards, describeBoards } from "../experiments/bench/boards/bench-boards.ts";
import { benchDeals, type DealsOptions, describeDeals } from "../experiments/bench/deals/bench-deals.ts";
import { benchFrames, type FramesOptions } from "../experiments/bench/frames/bench-frames.ts";
import { describeFrames } from "../experiments/bench/frames/frames-report.ts";
import { benchHostile, describeHostile, type HostileOptions } from "../experiments/bench/hostile/bench-hostile.ts";
import { benchKills } from "../experiments/bench/kills/bench-kills.ts";
import { describeKills, type KillsOptions } from "../experiments/bench/kills/kills-report.ts";
import {
  benchOneAddress,
  describeOneAddress,
  type OneAddressOptions,
} from "../experiments/bench/one-address/bench-one-address.ts";
import { benchRatings, describeRatings, type RatingsOptions } from "../experiments/bench/ratings/bench-ratings.ts";
import { benchVotes, describeVotes, type VotesOptions } from "../experiments/bench/votes/bench-votes.ts";

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

const share = (text: string) => {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 1)) throw new InvalidArgumentError("It must be a number from 0.1 to 1.");
  return value;
};
const whole = (max: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${max}.`);
  return value;
};

const upTo = (max: number) => (text: string) => (text === "0" ? 0 : whole(max)(text));

const fraction = (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  return value;
};

const upToHalf = (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 0.5))
    throw new InvalidArgumentError("It must be a number from 0 to 0.5.");
  return value;
};

program
  .command("adopt")
  .description(
    "PPO iterations on an adapter to a model of your own: rollout, scoring, training, and the memory they take",
  )
  .option("--folder <folder>", "a Hugging Face folder; unless given, random weights of SmolLM2-135M's shape")
  .option("--runs <n>", "iterations after the first", whole(100), 2)
  .option("--threads <n>", "threads inside one operator", whole(64), 2)
  .option(...JSON_OPTION)
  .action(async (options: AdoptOptions & { json?: string }) => {
    const result = await benchAdopt(options);
    await report(result, describeAdopt(result), options);
  });

program
  .command("watch")
  .description("how often the over-optimisation watch is wrong, and how soon it finds a decline, in simulated arenas")
  .option("--arenas <n>", "simulated arenas a line", whole(10_000), 300)
  .option("--seed <n>", "makes the run reproducible", whole(1_000_000), 1)
  .option(...JSON_OPTION)
  .action(async (options: WatchOptions & { json?: string }) => {
    const result = benchWatch(options);
    await report(result, describeWatch(result, options), options);
  });

const numbers = (text: string): number[] => text.split(",").map(whole(100_000));

program
  .command("raters")
  .description(
    "what players who vote at random, against the crowd, or by a taste of their own cost the reward model, with and without weighing votes by reliability",
  )
  .option("--folder <folder>", "the starting model", POCKET_MODEL)
  .option("--players <n>", "in each crowd", whole(400), 24)
  .option("--votes <list>", "numbers of votes of a crowd, each a run of its own", numbers, [300, 1200])
  .option("--seeds <n>", "runs of each taste", whole(1_000), 10)
  .option("--noise <share>", "share of votes flipped", upToHalf, 0.15)
  .option(...JSON_OPTION)
  .action(async (options: RatersOptions & { json?: string }) => {
    const result = await benchRaters(options, (text) => process.stderr.write(`${text}\n`));
    await report(result, describeRaters(result, options), options);
  });

program
  .command("one-address")
  .description(
    "how far a crowd behind one address moves the model of a public arena, beside a few players of other addresses",
  )
  .option("--folder <folder>", "the starting model", POCKET_MODEL)
  .option("--seats <n>", "of the one address", whole(200), 30)
  .option("--players <n>", "of other addresses, one each", whole(200), 3)
  .option("--seat-ms <n>", "milliseconds from one verdict of a seat to its next", whole(30_000), 4_000)
  .option("--rounds <n>", "rounds of the public session", whole(100), 6)
  .option("--iterations <n>", "PPO iterations a round; 0: what becomes of the reward model alone", upTo(20), 3)
  .option("--seeds <n>", "runs of each arena", whole(100), 3)
  .option(...JSON_OPTION)
  .action(async (options: OneAddressOptions & { json?: string }) => {
    const result = await benchOneAddress(options, (text) => process.stderr.write(`${text}\n`));
    await report(result, describeOneAddress(result, options), options);
  });

program
  .command("ratings")
  .description(
    "how often the intervals of ratings hold the truth in simulated arenas: sandwich, bootstrap and the shipped ones",
  )
  .option("--arenas <n>", "simulated arenas a line", whole(10_000), 500)
  .option("--seed <n>", "makes the run reproducible", whole(1_000_000), 1)
  .option(...JSON_OPTION)
  .action(async (options: RatingsOptions & { json?: string }) => {
    const result = await benchRatings(options);
    await report(result, describeRatings(result, options), options);
  });

program
  .command("deals")
  .description("how many votes chosen pairs save against random ones, in the accuracy of the reward model")
  .option("--seeds <n>", "samples of answers and crowds", whole(100), 5)
  .option("--votes <n>", "votes a crowd casts", whole(2_000), 300)
  .option(...JSON_OPTION)
  .action(async (options: DealsOptions & { json?: string }) => {
    const result = await benchDeals(POCKET_MODEL, options);
    await report(result, describeDeals(result, options), options);
  });

function abortOnSignal(): AbortController {
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => abort.abort(new Error(`stopped by ${name}`)));
  return abort;
}

program
  .command("votes")
  .description("votes a second over real clients, the time to their acknowledgement, and whether any got lost")
  .option("--rate <n>", "votes a second", whole(20_000), 800)
  .option("--seconds <n>", "length of the stage at that rate", whole(120), 20)
  .option("--rooms <n>", "rooms", whole(100), 10)
  .option("--players <n>", "players in each room", whole(400), 24)
  .option(...JSON_OPTION)
  .action(async ({ json, ...options }: VotesOptions & { json?: string }) => {
    const result = await benchVotes(options, process.env, abortOnSignal());
    await report(result, describeVotes(result), json === undefined ? {} : { json });
    process.exit(0);
  });

program
  .command("boards")
  .description(
    "how long a viewer of the boards and of the lab waits for them, while others reconnect as fast as they can",
  )
  .option("--seconds <n>", "length of each stage", whole(600), 15)
  .option("--sockets <n>", "viewers that reconnect", whole(1_000), 30)
  .option(...JSON_OPTION)
  .action(async ({ json, ...options }: BoardsOptions & { json?: string }) => {
    const result = await benchBoards(options, process.env, abortOnSignal());
    await report(result, describeBoards(result), json === undefined ? {} : { json });
    process.exit(0);
  });

program
  .command("kills")
  .description(
    "whether killing web, trainer and database, also several at once and while they start, costs anything that was acknowledged, and how soon the next vote goes through",
  )
  .option("--kills <n>", "kills", whole(1_000), 50)
  .option("--players <n>", "players, shared out among the three modes", whole(60), 9)
  .option(
    "--overlap <share>",
    "share of the kills that come before the one before has been got over, 0-1",
    fraction,
    0.5,
  )
  .option("--seed <n>", "makes the plan of kills reproducible", whole(1_000_000), 1)
  .option(...JSON_OPTION)
  .action(async ({ json, ...options }: KillsOptions & { json?: string }) => {
    const result = await benchKills(options, process.env, abortOnSignal());
    await report(result, describeKills(result), json === undefined ? {} : { json });
    process.exit(0);
  });

program
  .command("hostile")
  .description(
    "whether hostile frames and requests end the web process, fill its memory, or delay another player's votes",
  )
  .option("--frames <n>", "WebSocket frames", whole(10_000_000), 200_000)
  .option("--requests <n>", "HTTP requests", whole(10_000_000), 30_000)
  .option("--seed <n>", "makes what is sent reproducible", whole(1_000_000), 1)
  .option(...JSON_OPTION)
  .action(async ({ json, ...options }: HostileOptions & { json?: string }) => {
    const result = await benchHostile(options, process.env, abortOnSignal());
    await report(result, describeHostile(result), json === undefined ? {} : { json });
    process.exit(0);
  });

program
  .command("frames")
  .description(
    "time between animation frames, and JavaScript in each, on the big screen and on a phone, in a browser without a GPU",
  )
  .option("--seconds <n>", "length of each phase", whole(120), 10)
  .option("--players <n>", "bots in the game", whole(60), 12)
  .option("--scale <share>", "share of the device pixels, 0.1-1: what filling them costs", share, 1)
  .option(...JSON_OPTION)
  .action(async ({ json, ...options }: FramesOptions & { json?: string }) => {
    const result = await benchFrames(options, process.env, abortOnSignal());
    await report(result, describeFrames(result), json === undefined ? {} : { json });
    process.exit(0);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
