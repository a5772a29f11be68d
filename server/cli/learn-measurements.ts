import { type Command, Option } from "commander";
import { PRINCIPLES } from "../../shared/protocol/principles.ts";
import { CAMP_AIMS } from "../../shared/protocol/training/camps.ts";
import { COMPARED } from "../experiments/compare/compared-methods.ts";
import { evaluate } from "../experiments/compare/eval.ts";
import { features } from "../experiments/features/features.ts";
import { fitTimes } from "../experiments/features/fit-times.ts";
import { lesson } from "../experiments/lesson/lesson.ts";
import { evidence } from "../experiments/models/evidence.ts";
import { quality } from "../experiments/models/quality.ts";
import { rlaif } from "../experiments/rlaif/rlaif.ts";
import { simulate } from "../experiments/simulate/simulate.ts";
import { VARIANT_NAMES } from "../experiments/simulate/variants.ts";
import { PICKING } from "../trainer/pool/pick-varied.ts";
import { belowHalf, between, listOf, oneOf, whole } from "./command-line.ts";

const natural = whole(0);
const positiveWhole = whole(1);
const votes = listOf(positiveWhole);

/** The commands of `learn` that leave no model behind: they measure one, or a way of training it. */
export function addMeasurements(program: Command): void {
  program
    .command("evidence")
    .description(
      "how far the reward model is trusted, over many simulated crowds that vote on the starting model's answers: seconds a crowd, no training",
    )
    .option("--folder <folder>", "the starting model", "server/world/pocket-model")
    .option("--model <path>", "a model of your own in its place, a folder or a GGUF file")
    .option(
      "--pack <file>",
      "its prompts, one on each line, or as CSV or JSON; a quarter of them is never played (default: the classroom questions that ship)",
    )
    .option("--threads <n>", "threads inside one operator, with --model", positiveWhole, 2)
    .option("--taste <list>", "tastes as the crowd takes them, separated by semicolons", "random;kind")
    .option("--seeds <n>", "crowds of each taste", positiveWhole, 20)
    .option("--rounds <n>", "rounds of a crowd", positiveWhole, 12)
    .option(
      "--votes <list>",
      "votes after which the trust is looked at; the largest is all of a crowd's",
      votes,
      [50, 100, 300],
    )
    .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
    .option("--players <n>", "players who vote in turn (default: every vote is another person's)", positiveWhole)
    .option("--random-players <share>", "share of the crowd that votes at random, 0 to below 0.5", belowHalf, 0)
    .addOption(
      new Option("--reliability <on|off>", "whether the votes of --players count by their reliability")
        .choices(["on", "off"])
        .default("on"),
    )
    .option("--later-taste <taste>", "what the crowd likes from a round on, in the place of --taste")
    .option("--later-from <round>", "that round", positiveWhole, 6)
    .action(evidence);

  program
    .command("features")
    .description(
      "what each group of features is worth to the reward model: votes on fixed answers of the starting model, a fit, and what it gets right on\n" +
        "held-out prompts, by taste; with --ablation each group alone and left out",
    )
    .option("--folder <folder>", "the starting model", "server/world/pocket-model")
    .option("--model <path>", "a model of your own in its place, a folder or a GGUF file")
    .option(
      "--pack <file>",
      "its prompts, one on each line, or as CSV or JSON; a quarter of them is held out (default: the classroom questions that ship)",
    )
    .option("--threads <n>", "threads inside one operator, with --model", positiveWhole, 2)
    .option(
      "--taste <list>",
      "tastes as the crowd takes them, or folders of them, separated by semicolons; all: those that ship; unseen: plain-text ones",
      "all",
    )
    .option("--votes <list>", "numbers of votes", votes, [100, 300])
    .option("--seeds <n>", "draws of votes", positiveWhole, 2)
    .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
    .option("--ablation", "try each group of features alone, and all others without it", false)
    .option("--averaging", "average heads of all, of shape, of states and of words, by votes held out", false)
    .option(
      "--trials",
      "try one prior a group alone, a head with curves, queries to states, and states that know order",
      false,
    )
    .option("--json <file>", "writes every row")
    .action(features);

  program
    .command("fit-times")
    .description(
      "processor seconds of a fit of the reward model, of its votes' evidence and of the posterior of a pool's scores, by comparisons",
    )
    .option("--folder <folder>", "the starting model", "server/world/pocket-model")
    .option("--votes <list>", "numbers of comparisons", votes, [100, 300, 2_000])
    .option("--answers <n>", "whose scores' posterior is asked for", positiveWhole, 256)
    .option("--repeats <n>", "of which the fastest counts", positiveWhole, 5)
    .action(fitTimes);

  program
    .command("quality")
    .description("perplexity, grammar, topic and samples on held-out prompts")
    .option("--folder <folder>", "the model", "data/pocket-sft")
    .option("--seed <n>", "seed of the sampling", natural, 1)
    .action(quality);

  program
    .command("simulate")
    .description(
      "votes, reward fits and a method of training in one process: win rate by taste and seed, on held-out prompts",
    )
    .option("--folder <folder>", "the starting model", "server/world/pocket-model")
    .option("--model <path>", "a model of your own in its place, a folder or a GGUF file: an adapter to it learns")
    .option(
      "--pack <file>",
      "its prompts, one on each line, or as CSV or JSON; a quarter of them is never played (default: the classroom questions that ship)",
    )
    .option("--threads <n>", "threads inside one operator, with --model", positiveWhole, 2)
    .option(
      "--taste <list>",
      "tastes as the crowd takes them, separated by semicolons; all: those that ship; unseen: plain-text ones",
      "all;unseen",
    )
    .option("--seeds <n>", "runs of each taste", natural, 3)
    .option("--first-seed <n>", "seed of the first of them; the others follow it", natural, 1)
    .option("--rounds <n>", "rounds of a run", natural, 12)
    .option(
      "--votes <list>",
      "votes after which the model is measured; the largest is the whole run",
      votes,
      [100, 300],
    )
    .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
    .option("--iterations <n>", "iterations of the method, a round", natural, 3)
    .addOption(new Option("--method <name>", "how the policy is improved").choices(VARIANT_NAMES).default("ppo"))
    .option(
      "--players <n>",
      "players who vote in turn, every sixth pair a second time (default: every vote is another person's)",
      positiveWhole,
    )
    .option("--random-players <share>", "share of the crowd that votes at random, 0 to below 0.5", belowHalf, 0)
    .option(
      "--later-taste <taste>",
      "what the crowd likes from a round on, in the place of --taste, and is measured by",
    )
    .option("--later-from <round>", "that round", positiveWhole, 6)
    .addOption(
      new Option("--camp-aim <aim>", "what training follows where the votes of --players show two camps")
        .choices(CAMP_AIMS)
        .default("majority"),
    )
    .addOption(
      new Option("--reliability <on|off>", "whether the votes of --players count by their reliability")
        .choices(["on", "off"])
        .default("on"),
    )
    .option(
      "--deal-best-of <n>",
      "answers from which the one is picked that players are shown",
      positiveWhole,
      PICKING.bestOf,
    )
    .option(
      "--keep <n>",
      "so many of them, the reward model's first, are in the choice; the most varied is shown",
      positiveWhole,
      PICKING.keep,
    )
    .option("--json <file>", "writes every point")
    .action(simulate);

  program
    .command("eval")
    .description(
      "methods side by side on the same votes: a simulated crowd votes once on the starting model's answers, and every method is given\n" +
        "these votes and nothing else; prints method x votes -> win rate, KL, distinct-2, with intervals, on held-out prompts.\n" +
        "(simulate, in contrast, lets each method's own answers be voted on round after round, as in an arena.)",
    )
    .option("--folder <folder>", "the starting model", "server/world/pocket-model")
    .option("--model <path>", "a model of your own in its place, a folder or a GGUF file: an adapter to it learns")
    .option(
      "--pack <file>",
      "its prompts, one on each line, or as CSV or JSON; a quarter of them is never played (default: the classroom questions that ship)",
    )
    .option("--threads <n>", "threads inside one operator, with --model", positiveWhole, 2)
    .option(
      "--tastes <list>",
      "tastes as the crowd takes them, separated by semicolons; all: those that ship; unseen: plain-text ones",
      "all",
    )
    .option("--seeds <n>", "runs of each taste", natural, 3)
    .option("--votes <list>", "numbers of votes; a smaller one is the beginning of a larger one", votes, [100, 300])
    .option("--methods <list>", `of ${COMPARED.join(", ")}`, listOf(oneOf(COMPARED)), [
      "ppo",
      "dpo",
      "best-of-n",
      "sft-winners",
    ])
    .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
    .option("--iterations <n>", "iterations of a method that has them, the gate after every third", natural, 24)
    .option("--best-of <n>", "answers from which best-of-n picks", natural, 16)
    .option("--json <file>", "every run, written as it ends; given again, the command goes on from there")
    .action(evaluate);

  program
    .command("lesson")
    .description("everything that the lesson's six stops show, made from the votes of a simulated class")
    .option("--folder <folder>", "the starting model, with its stages", "server/world/pocket-model")
    .option("--taste <taste>", "taste of the class, as the crowd takes it", "kind")
    .option("--seed <n>", "makes the run reproducible", natural, 1)
    .option("--rounds <n>", "mini-rounds of voting", positiveWhole, 3)
    .option("--votes <n>", "votes of a mini-round", positiveWhole, 96)
    .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
    .option("--iterations <n>", "iterations of PPO after a mini-round", natural, 3)
    .option("--principles <list>", `what the class chooses, of ${PRINCIPLES.join(", ")}`, listOf(oneOf(PRINCIPLES)), [
      "kind",
      "short",
      "truthful",
    ])
    .option("--json <file>", "writes all of it")
    .action(lesson);

  program
    .command("rlaif")
    .description(
      "learning from AI feedback: a judge labels fresh pairs, alone or beside simulated humans; win rate by the humans' taste",
    )
    .requiredOption(
      "--judge <judge>",
      "endpoint (see ENDPOINT_URL in docs/settings.md), a taste, a .mjs taste, a .json rule set, or the folder of a reward model",
    )
    .option("--judge-accuracy <p>", "make the judge err: it keeps its opinion with this probability", between(0, 1))
    .option("--ai-share <share>", "share of the labels that the judge gives, 0-1", between(0, 1), 1)
    .option("--taste <taste>", "taste of the simulated humans, as the crowd takes it", "kind")
    .option("--folder <folder>", "the starting model", "server/world/pocket-model")
    .option("--seeds <n>", "runs", natural, 3)
    .option("--rounds <n>", "rounds of a run", natural, 12)
    .option(
      "--votes <list>",
      "labels after which the model is measured; the largest is the whole run",
      votes,
      [100, 300],
    )
    .option("--noise <share>", "share of human votes flipped", belowHalf, 0.15)
    .option("--iterations <n>", "iterations of the method, a round", natural, 3)
    .addOption(new Option("--method <name>", "how the policy is improved").choices(VARIANT_NAMES).default("ppo"))
    .option("--json <file>", "writes every point")
    .action(rlaif);
}
