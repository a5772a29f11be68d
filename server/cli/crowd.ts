import { Command, Option } from "commander";
import { METHOD_NAMES } from "../../shared/protocol/training-methods.ts";
import { type CrowdOptions, runCrowd } from "../experiments/crowd/run-crowd.ts";
import { runFinales } from "../experiments/crowd/run-finales.ts";
import { namedTastes } from "../world/tastes/named-tastes.ts";
import { abortOnSignal, between, names, run, webAddress, whole } from "./command-line.ts";

type Given = Omit<CrowdOptions, "votes" | "taste" | "rounds" | "intermission"> &
  Partial<Pick<CrowdOptions, "votes" | "taste" | "rounds" | "intermission">> & { readonly finale?: number };

/** A class that reads takes about a minute and a half for a round, in which a large model learns; simulated players take a few seconds. */
const BREAK_OF_LARGE_MODEL = 60;

await run(
  new Command("crowd")
    .description(
      "Plays a whole session with simulated players over the network, each voting by a hidden taste, and measures on held-out prompts what the session did to the model.",
    )
    .option(
      "--url <url>",
      "play on this server (default: start one, with a trainer, and remove it afterwards)",
      webAddress,
    )
    .addOption(
      new Option(
        "--model <path>",
        "a model of your own, a folder or a GGUF file, which servers of the crowd's own adopt in an empty data folder (default: the pocket model)",
      ).conflicts(["url", "finale"]),
    )
    .option(
      "--pack <file>",
      "the prompts that --model is asked: three quarters are played, the others measured on (default: the classroom questions that ship)",
    )
    .option("--players <n>", "players", whole(1, 400), 24)
    .option("--rounds <n>", "rounds (default: 12, with --finale 8, with --model 10)", whole(1, 100))
    .option(
      "--taste <taste>",
      "a name, a file, random, or several with shares: kind:0.7,./mine.mjs:0.3 (default: kind, with --finale the shipped ones, a taste a class)",
    )
    .addOption(
      new Option(
        "--finale [classes]",
        "play this many classes to their finale, each on a server of its own, and count how many prefer what they taught (without a number: 20)",
      )
        .preset("20")
        .argParser(whole(1, 1_000))
        .conflicts(["url", "contestants", "teacherShare"]),
    )
    .option("--noise <share>", "share of votes that are flipped", between(0, 0.5), 0.15)
    .option("--seed <n>", "seed of the votes and of the measurement", whole(0, 2 ** 31 - 1), 1)
    .option(
      "--votes <n>",
      "at most this many votes, evenly over rounds and players, rapid pairs first (default: no limit)",
      whole(1, 1e6),
    )
    .option("--pairs <n>", "rapid pairs a player and round", whole(0, 100), 4)
    .option(
      "--intermission <seconds>",
      "time to train between two rounds (default: 6, with --model 60)",
      between(0.1, 300),
    )
    .addOption(
      new Option("--method <method>", "what improves the model from here on (default: what the arena has)").choices(
        METHOD_NAMES,
      ),
    )
    .option(
      "--contestants <names>",
      "who answers beside the model and isn't trained, from here on: endpoint, or names in CONTESTANTS (default: whom the arena has)",
      names,
    )
    .option(
      "--teacher-share <share>",
      "share of their winning answers among what the model learns from, from here on (default: what the arena has)",
      between(0, 0.4),
    )
    .option("--json <file>", "write the results as one JSON object")
    .addHelpText(
      "after",
      `
Tastes of the pocket model: ${Object.keys(namedTastes).join(", ")}.
A taste of your own is a module that exports score({ prompt, response }) => number, more being better;
with --model there are these only.

A player prefers A with probability 1 / (1 + exp(-2 d)), d being the difference of the scores of A and B in standard
deviations over the starting model's answers; 60% of those who see no difference (below 0.1) call it a tie. Of the rest,
the share --noise is flipped.`,
    )
    .allowExcessArguments(false)
    .action(({ finale, taste, rounds, intermission, votes = Number.POSITIVE_INFINITY, ...given }: Given) => {
      const isLarge = given.model !== undefined;
      const common = { ...given, votes, intermission: intermission ?? (isLarge ? BREAK_OF_LARGE_MODEL : 6) };
      return finale === undefined
        ? runCrowd(
            { ...common, taste: taste ?? "kind", rounds: rounds ?? (isLarge ? 10 : 12) },
            process.env,
            abortOnSignal(),
          )
        : runFinales(
            { ...common, taste: taste ?? null, rounds: rounds ?? 8, classes: finale },
            process.env,
            abortOnSignal(),
          );
    }),
);
process.exit(0);
