import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { METHOD_NAMES } from "../../shared/protocol/training-methods.ts";
import { benchAdopt, describeAdopt } from "../experiments/bench/bench-adopt.ts";
import { benchBoards, describeBoards } from "../experiments/bench/bench-boards.ts";
import { benchEngine, describeEngine } from "../experiments/bench/bench-engine.ts";
import { benchPpo, describePpo } from "../experiments/bench/bench-ppo.ts";
import { benchRaters, describeRaters, type RatersOptions } from "../experiments/bench/bench-raters.ts";
import { benchWatch, describeWatch } from "../experiments/bench/bench-watch.ts";
import { benchDeals, type DealsOptions, describeDeals } from "../experiments/bench/deals/bench-deals.ts";
import { benchFrames } from "../experiments/bench/frames/bench-frames.ts";
import { describeFrames } from "../experiments/bench/frames/frames-report.ts";
import { benchHostile, describeHostile } from "../experiments/bench/hostile/bench-hostile.ts";
import { benchJoin } from "../experiments/bench/join/bench-join.ts";
import { describeJoin } from "../experiments/bench/join/join-report.ts";
import { benchKills } from "../experiments/bench/kills/bench-kills.ts";
import { describeKills, hasFailed } from "../experiments/bench/kills/kills-report.ts";
import {
  benchOneAddress,
  describeOneAddress,
  type OneAddressOptions,
} from "../experiments/bench/one-address/bench-one-address.ts";
import { benchRatings, describeRatings } from "../experiments/bench/ratings/bench-ratings.ts";
import { benchRolling, describeRolling, hasRolledBadly } from "../experiments/bench/rolling/bench-rolling.ts";
import { benchRooms, describeRooms } from "../experiments/bench/rooms/bench-rooms.ts";
import { benchTerms } from "../experiments/bench/terms/bench-terms.ts";
import { describeTerms } from "../experiments/bench/terms/terms-report.ts";
import { benchViewers, describeViewers } from "../experiments/bench/viewers/bench-viewers.ts";
import { type AgeOptions, benchAge, describeAge } from "../experiments/bench/votes/bench-age.ts";
import { benchVotes, describeVotes } from "../experiments/bench/votes/bench-votes.ts";
import { abortOnSignal, between, listOf, run, whole } from "./command-line.ts";

const POCKET_MODEL = fileURLToPath(new URL("../world/pocket-model", import.meta.url));

const program = new Command("bench")
  .description("Measures this machine and prints what was compared, on what and how often.")
  .showHelpAfterError();

const JSON_OPTION = ["--json <file>", "write the figures as one JSON object"] as const;
const say = (text: string) => process.stderr.write(`${text}\n`);

/** Measures, prints what came of it, and writes the figures where the user asks for them. */
const printed =
  <Options extends object, Result>(
    measure: (options: Options) => Result | Promise<Result>,
    describe: (result: Result, options: Options) => string,
  ) =>
  async ({ json, ...given }: Options & { readonly json?: string }): Promise<void> => {
    const options = given as Options;
    const result = await measure(options);
    process.stdout.write(describe(result, options));
    if (json !== undefined) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
  };

/**
 * The same on servers of its own, which a signal stops; the process ends afterwards, whatever clients are still open, with exit code 1 where
 * what was measured may not be.
 */
const printedFromServers =
  <Options extends object, Result>(
    measure: (options: Options, environment: NodeJS.ProcessEnv, abort: AbortController) => Promise<Result>,
    describe: (result: Result) => string,
    failed: (result: Result) => boolean = () => false,
  ) =>
  async (options: Options & { readonly json?: string }): Promise<void> => {
    let code = 0;
    const measured = async (given: Options) => {
      const result = await measure(given, process.env, abortOnSignal());
      code = failed(result) ? 1 : 0;
      return result;
    };
    await printed(measured, describe)(options);
    process.exit(code);
  };

program
  .command("engine")
  .description("training steps and decoding of three models on every engine that is installed")
  .option(...JSON_OPTION)
  .action(printed(benchEngine, describeEngine));

program
  .command("ppo")
  .description("whole PPO iterations of the pocket model")
  .option(...JSON_OPTION)
  .option("--folder <folder>", "the model", POCKET_MODEL)
  .action(printed(({ folder }: { folder: string }) => benchPpo(folder), describePpo));

program
  .command("adopt")
  .description("iterations on an adapter to a model of your own: rollout, scoring, training, and the memory they take")
  .option("--folder <folder>", "a Hugging Face folder; unless given, random weights of SmolLM2-135M's shape")
  .addOption(new Option("--method <name>", "how the adapter is trained").choices(METHOD_NAMES).default("ppo"))
  .option("--layers <n>", "uppermost blocks that are trained (default: a third)", whole(1, 1000))
  .option("--runs <n>", "iterations after the first", whole(1, 100), 2)
  .option("--threads <n>", "threads inside one operator", whole(1, 64), 2)
  .option(...JSON_OPTION)
  .action(printed(benchAdopt, describeAdopt));

program
  .command("watch")
  .description("how often the over-optimisation watch is wrong, and how soon it finds a decline, in simulated arenas")
  .option("--arenas <n>", "simulated arenas a line", whole(1, 10_000), 300)
  .option("--seed <n>", "makes the run reproducible", whole(1, 1_000_000), 1)
  .option(...JSON_OPTION)
  .action(printed(benchWatch, describeWatch));

program
  .command("raters")
  .description(
    "what players who vote at random, against the crowd, or by a taste of their own cost the reward model, with and without weighing votes by reliability",
  )
  .option("--folder <folder>", "the starting model", POCKET_MODEL)
  .option("--players <n>", "in each crowd", whole(1, 400), 24)
  .option(
    "--votes <list>",
    "numbers of votes of a crowd, each a run of its own",
    listOf(whole(1, 100_000)),
    [300, 1200],
  )
  .option("--seeds <n>", "runs of each taste", whole(1, 1_000), 10)
  .option("--noise <share>", "share of votes flipped", between(0, 0.5), 0.15)
  .option(...JSON_OPTION)
  .action(printed((options: RatersOptions) => benchRaters(options, say), describeRaters));

program
  .command("one-address")
  .description(
    "how far a crowd behind one address moves the model of a public arena, beside a few players of other addresses",
  )
  .option("--folder <folder>", "the starting model", POCKET_MODEL)
  .option("--seats <n>", "of the one address", whole(1, 200), 30)
  .option("--players <n>", "of other addresses, one each", whole(1, 200), 3)
  .option("--seat-ms <n>", "milliseconds from one verdict of a seat to its next", whole(1, 30_000), 4_000)
  .option("--rounds <n>", "rounds of the public session", whole(1, 100), 6)
  .option("--iterations <n>", "PPO iterations a round; 0: what becomes of the reward model alone", whole(0, 20), 3)
  .option("--seeds <n>", "runs of each arena", whole(1, 100), 3)
  .option(...JSON_OPTION)
  .action(printed((options: OneAddressOptions) => benchOneAddress(options, say), describeOneAddress));

program
  .command("ratings")
  .description(
    "how often the intervals of ratings hold the truth in simulated arenas: sandwich, bootstrap and the shipped ones",
  )
  .option("--arenas <n>", "simulated arenas a line", whole(1, 10_000), 500)
  .option("--seed <n>", "makes the run reproducible", whole(1, 1_000_000), 1)
  .option(...JSON_OPTION)
  .action(printed(benchRatings, describeRatings));

program
  .command("deals")
  .description("how many votes chosen pairs save against random ones, in the accuracy of the reward model")
  .option("--seeds <n>", "samples of answers and crowds", whole(1, 100), 5)
  .option("--votes <n>", "votes a crowd casts", whole(1, 2_000), 300)
  .option(
    "--taste <list>",
    "single tastes separated by semicolons; all: those that ship; unseen: plain-text ones",
    "all",
  )
  .option("--rules <list>", "beginnings of the names of rules, separated by semicolons (default: every rule)")
  .option(...JSON_OPTION)
  .action(printed((options: DealsOptions) => benchDeals(POCKET_MODEL, options), describeDeals));

program
  .command("votes")
  .description("votes a second over real clients, the time to their acknowledgement, and whether any got lost")
  .option("--webs <n>", "web processes; several need redis-server and nginx", whole(1, 8), 1)
  .option("--rate <n>", "votes a second", whole(1, 20_000), 800)
  .option("--seconds <n>", "length of the stage at that rate", whole(1, 120), 20)
  .option("--rooms <n>", "rooms", whole(1, 100), 10)
  .option("--players <n>", "players in each room", whole(1, 400), 24)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchVotes, describeVotes));

program
  .command("age")
  .description("what a deal and the end of a round read of the database, in a new arena and in an old one")
  .option(
    "--pairs <n>",
    "pairs that were dealt long ago, each with a copy and both with a vote",
    whole(1_000, 1_000_000),
    100_000,
  )
  .option("--deals <n>", "deals that are measured", whole(1, 1_000), 100)
  .option(...JSON_OPTION)
  .action(printed((options: AgeOptions) => benchAge(options), describeAge));

program
  .command("rooms")
  .description("more and more rooms of 30 real clients on one web process: how soon everybody in a room sees a vote")
  .option("--players <n>", "players in the last stage", whole(30, 20_000), 900)
  .option("--rate <n>", "votes a second in the last stage", whole(1, 20_000), 180)
  .option("--steps <n>", "stages, each with as many players more", whole(1, 20), 3)
  .option("--seconds <n>", "length of each stage", whole(1, 120), 10)
  .option("--clients <n>", "processes of clients", whole(1, 16), 2)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchRooms, describeRooms));

program
  .command("boards")
  .description(
    "how long a viewer of the boards and of the lab waits for them, while others reconnect as fast as they can",
  )
  .option("--seconds <n>", "length of each stage", whole(1, 600), 15)
  .option("--sockets <n>", "viewers that reconnect", whole(1, 1_000), 30)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchBoards, describeBoards));

program
  .command("viewers")
  .description(
    "how long viewers who come at once wait for a game and the boards, and what they cost the web process and Postgres",
  )
  .option("--viewers <n>", "viewers, half of them of a game", whole(1, 20_000), 500)
  .option("--seconds <n>", "length of each stage", whole(1, 600), 20)
  .option("--bots <n>", "players of the game", whole(1, 60), 8)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchViewers, describeViewers));

program
  .command("kills")
  .description(
    "whether killing web, trainer and database, also several at once and while they start, costs anything that was acknowledged, and how soon the next vote goes through",
  )
  .option("--kills <n>", "kills", whole(1, 1_000), 50)
  .option("--players <n>", "players, shared out among the three modes", whole(1, 60), 9)
  .option(
    "--overlap <share>",
    "share of the kills that come while the server still recovers from the one before, 0-1",
    between(0, 1),
    0.5,
  )
  .option("--seed <n>", "makes the plan of kills reproducible", whole(1, 1_000_000), 1)
  .option(
    "--webs <n>",
    "web processes; several run behind nginx with Redis, which have to be installed",
    whole(1, 8),
    1,
  )
  .option("--plant-loss", "delete one acknowledged vote before everything is compared: the report has to fail", false)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchKills, describeKills, hasFailed));

program
  .command("rolling")
  .description(
    "whether restarting web processes one after the other costs players a round, a vote or more than a moment",
  )
  .option("--webs <n>", "web processes, behind nginx with Redis, which have to be installed", whole(2, 8), 2)
  .option("--rooms <n>", "rooms", whole(1, 100), 10)
  .option("--players <n>", "players in each room", whole(1, 60), 4)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchRolling, describeRolling, hasRolledBadly));

program
  .command("terms")
  .description(
    "two trainers of which the first stands still, or is killed: whether one term alone promotes, and whether any version or vote is missing",
  )
  .option("--seconds <n>", "how long the first one stands still", whole(1, 600), 90)
  .option("--kill", "kills it instead; with CHECKPOINT_URL the second one has an empty data folder", false)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchTerms, describeTerms));

program
  .command("hostile")
  .description(
    "whether hostile frames and requests end the web process, fill its memory, or delay another player's votes",
  )
  .option("--frames <n>", "WebSocket frames", whole(1, 10_000_000), 200_000)
  .option("--requests <n>", "HTTP requests", whole(1, 10_000_000), 30_000)
  .option("--seed <n>", "makes what is sent reproducible", whole(1, 1_000_000), 1)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchHostile, describeHostile));

program
  .command("frames")
  .description(
    "time between animation frames, and JavaScript in each, on the big screen and on a phone, in a browser without a GPU",
  )
  .option("--seconds <n>", "length of each phase", whole(1, 120), 10)
  .option("--players <n>", "bots in the game", whole(1, 60), 12)
  .option("--scale <share>", "share of the device pixels, 0.1-1: what filling them costs", between(0.1, 1), 1)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchFrames, describeFrames));

program
  .command("join")
  .description("seconds that a first-time player on a slow phone needs from the join page to the first vote")
  .option("--runs <n>", "visitors of each game", whole(1, 100), 5)
  .option("--players <n>", "bots in each game", whole(1, 60), 12)
  .option(...JSON_OPTION)
  .action(printedFromServers(benchJoin, describeJoin));

await run(program);
