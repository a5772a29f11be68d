import { Command, Option } from "commander";
import { MAIN_NAME } from "../../shared/protocol/arenas.ts";
import { PRINCIPLES } from "../../shared/protocol/principles.ts";
import { COMPARED } from "../experiments/compare/compared-methods.ts";
import { evaluate } from "../experiments/compare/eval.ts";
import { constitution } from "../experiments/constitution/constitution.ts";
import { features } from "../experiments/features/features.ts";
import { lesson } from "../experiments/lesson/lesson.ts";
import { adopt, rollback } from "../experiments/models/arena-models.ts";
import { dpo } from "../experiments/models/dpo.ts";
import { evidence } from "../experiments/models/evidence.ts";
import { offline } from "../experiments/models/offline.ts";
import { trainByPpo } from "../experiments/models/ppo.ts";
import { pretrain } from "../experiments/models/pretrain.ts";
import { quality } from "../experiments/models/quality.ts";
import { reward } from "../experiments/models/reward.ts";
import { fineTuneOnDemonstrations } from "../experiments/models/sft.ts";
import { rlaif } from "../experiments/rlaif/rlaif.ts";
import { simulate } from "../experiments/simulate/simulate.ts";
import { VARIANT_NAMES } from "../experiments/simulate/variants.ts";
import { TARGETS } from "../ml/model/low-rank-adapter.ts";
import { DPO_LOSSES } from "../ml/objectives/dpo-loss.ts";
import { PICKING } from "../trainer/pool/pick-varied.ts";
import { LOW_RANK } from "../trainer/start/open-adopted-model.ts";
import { arena, belowHalf, between, inArena, listOf, oneOf, positive, run, whole } from "./command-line.ts";

const natural = whole(0);
const positiveWhole = whole(1);
const votes = listOf(positiveWhole);

const program = new Command("learn")
  .description("Train, measure and roll back the models of the pocket world.")
  .showHelpAfterError();

program
  .command("pretrain")
  .description("train tokenizer and model from scratch on the pocket world's documents")
  .option("--out <folder>", "where to write the model", "data/pocket-base")
  .option("--seed <n>", "makes the run reproducible", natural, 1)
  .option("--steps <n>", "batches of 16 rows x 96 tokens", natural, 8000)
  .option("--threads <n>", "threads of the training step", natural, 2)
  .action(pretrain);

program
  .command("sft")
  .description("fine-tune what reading alone made of a model on demonstrations")
  .option("--from <folder>", "the pretrained model", "data/pocket-base")
  .option("--out <folder>", "where to write the model", "data/pocket-sft")
  .option("--seed <n>", "makes the run reproducible", natural, 1)
  .option("--steps <n>", "batches of 16 demonstrations or revisions", natural, 12000)
  .option("--threads <n>", "threads of the training step", natural, 2)
  .option("--temperature <t>", "built into the finished model: below 1 it slips less often", positive, 0.7)
  .option("--no-questions", "the state at the end of an answer doesn't learn to tell what stood where in it")
  .action(fineTuneOnDemonstrations);

program
  .command("adopt")
  .description(
    "make a model of your own the one that the arena plays and trains: a Hugging Face folder of a family with Llama's decoder (docs/own-model.md), up to 500 million\n" +
      "parameters (SmolLM2-135M, say), which stays as it is while a LoRA adapter to it learns. DATA_DIR says which arena; it must be new",
  )
  .argument(
    "<model>",
    "a folder with config.json, tokenizer.json, tokenizer_config.json and model.safetensors or its shards (F32, F16 or BF16), or a GGUF file",
  )
  .option("--rank <n>", "rank of the adapter", positiveWhole, LOW_RANK.rank)
  .option("--alpha <a>", "its additions are scaled by alpha / rank (default: twice the rank)", positive)
  .option(
    "--targets <list>",
    `matrices that get additions, of ${TARGETS.join(", ")}`,
    listOf(oneOf(TARGETS)),
    LOW_RANK.targets,
  )
  .option("--name <name>", "of the model, as exported adapters call it (default: as its config or folder says)")
  .option("--layers <n>", "uppermost blocks that get them (default: a third)", positiveWhole)
  .action(adopt);

program
  .command("dpo")
  .description("direct preference optimisation on an arena's stored comparisons, or on a file of pairs")
  .option("--from <folder>", "the model to start from, which is also the reference", "server/world/pocket-model")
  .option("--out <folder>", "where to write the model", "data/pocket-dpo")
  .option("--file <file>", "pairs as JSONL or Parquet (prompt, chosen, rejected), in place of the arena's")
  .option("--arena <name>", "whose comparisons are read from the database, by name or number", arena, MAIN_NAME)
  .addOption(new Option("--loss <name>", "how pairs count").choices(DPO_LOSSES).default("sigmoid"))
  .option("--label-noise <share>", "share of votes that are assumed to be flipped, 0 to below 0.5", belowHalf, 0)
  .option("--beta <b>", "the KL coefficient: how strongly the model is held to the reference", positive, 0.1)
  .option("--learning-rate <lr>", "at its highest", positive, 3e-4)
  .option("--epochs <n>", "passes over the pairs", natural, 3)
  .option("--seed <n>", "makes the run reproducible", natural, 1)
  .option("--threads <n>", "threads of the training step", natural, 2)
  .action(inArena(dpo));

program
  .command("constitution")
  .description(
    "constitutional AI: revisions by principle, fine-tuning on them, preferences by principle, PPO, and a report",
  )
  .requiredOption(
    "--principles <list>",
    `a file (JSON, or a principle a line), or principles separated by semicolons; known: ${PRINCIPLES.join(", ")}`,
  )
  .option("--folder <folder>", "the starting model", "server/world/pocket-model")
  .option("--out <folder>", "where to write the trained model, that of the first seed")
  .option("--seeds <n>", "runs", positiveWhole, 1)
  .option("--answers <n>", "answers that are criticised and revised", positiveWhole, 256)
  .option("--pairs <n>", "pairs that the principles decide", positiveWhole, 400)
  .option("--rounds <n>", "rounds of deciding pairs, fitting the reward and PPO", positiveWhole, 4)
  .option("--iterations <n>", "iterations of PPO, a round", positiveWhole, 3)
  .option("--arena <name>", "compare the principles with this arena's votes, by name or number", arena)
  .option("--json <file>", "writes the report")
  .action(inArena(constitution));

program
  .command("reward")
  .description(
    "fit the reward model alone to an arena's stored comparisons, or to a file of pairs; prints how well it predicts on prompts that were " +
      "held out: accuracy, calibration error and a calibration table. Ties are left out",
  )
  .option("--from <folder>", "the model whose features it reads", "server/world/pocket-model")
  .option("--out <folder>", "where to write the reward model", "data/pocket-reward")
  .option("--file <file>", "pairs as JSONL or Parquet (prompt, chosen, rejected), in place of the arena's")
  .option("--arena <name>", "whose comparisons are read from the database, by name or number", arena, MAIN_NAME)
  .option("--seed <n>", "makes the run reproducible", natural, 1)
  .action(inArena(reward));

program
  .command("evidence")
  .description(
    "how far the reward model is trusted, over many simulated crowds that vote on the starting model's answers: seconds a crowd, no training",
  )
  .option("--folder <folder>", "the starting model", "server/world/pocket-model")
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
  .action(evidence);

program
  .command("features")
  .description(
    "what each group of features is worth to the reward model: votes on fixed answers of the starting model, a fit, and what it gets right on\n" +
      "held-out prompts, by taste; with --ablation each group alone and left out",
  )
  .option("--folder <folder>", "the starting model", "server/world/pocket-model")
  .option("--model <folder>", "a model of your own in its place, as adopt takes it")
  .option("--pack <file>", "its prompts, one on each line, or as CSV or JSON; a quarter of them is held out")
  .option("--threads <n>", "threads inside one operator, with --model", positiveWhole, 2)
  .option(
    "--taste <list>",
    "tastes as the crowd takes them, or folders of them, separated by semicolons, or all",
    "all",
  )
  .option("--votes <list>", "numbers of votes", votes, [100, 300])
  .option("--seeds <n>", "draws of votes", positiveWhole, 2)
  .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
  .option("--ablation", "try each group of features alone, and all others without it", false)
  .option("--json <file>", "writes every row")
  .action(features);

program
  .command("ppo")
  .description("PPO against a reward that is given; metrics under TRL's names")
  .requiredOption(
    "--reward <source>",
    "a folder that learn reward wrote, or a taste (kind, ./file.mjs, kind:0.7,./file.mjs:0.3)",
  )
  .option("--from <folder>", "the model to start from, which is also the reference", "server/world/pocket-model")
  .option("--out <folder>", "where to write the model", "data/pocket-ppo")
  .option("--iterations <n>", "of 256 answers each", natural, 24)
  .option("--seed <n>", "makes the run reproducible", natural, 1)
  .option("--json <file>", "writes the metrics of every iteration")
  .action(trainByPpo);

program
  .command("quality")
  .description("perplexity, grammar, topic and samples on held-out prompts")
  .option("--folder <folder>", "the model", "data/pocket-sft")
  .option("--seed <n>", "seed of the sampling", natural, 1)
  .action(quality);

program
  .command("offline")
  .description(
    "what the reward model learns from votes on random pairs of the starting model's answers, by kind of prompt; the policy stays where it is",
  )
  .option("--folder <folder>", "the starting model", "server/world/pocket-model")
  .option("--taste <list>", "tastes as the crowd takes them, separated by semicolons, or all", "all")
  .option("--votes <list>", "numbers of votes, each cast anew", votes, [300])
  .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
  .option("--seeds <n>", "runs of each taste", positiveWhole, 3)
  .action(offline);

program
  .command("simulate")
  .description(
    "votes, reward fits and a method of training in one process: win rate by taste and seed, on held-out prompts",
  )
  .option("--folder <folder>", "the starting model", "server/world/pocket-model")
  .option("--model <folder>", "a model of your own in its place, as adopt takes it: an adapter to it learns")
  .option("--pack <file>", "its prompts, one on each line, or as CSV or JSON; a quarter of them is never played")
  .option("--threads <n>", "threads inside one operator, with --model", positiveWhole, 2)
  .option(
    "--taste <list>",
    "tastes as the crowd takes them, separated by semicolons; all: those that ship; unseen: plain-text ones",
    "all;unseen",
  )
  .option("--seeds <n>", "runs of each taste", natural, 3)
  .option("--rounds <n>", "rounds of a run", natural, 12)
  .option("--votes <list>", "votes after which the model is measured; the largest is the whole run", votes, [100, 300])
  .option("--noise <share>", "share of votes flipped", belowHalf, 0.15)
  .option("--iterations <n>", "iterations of the method, a round", natural, 3)
  .addOption(new Option("--method <name>", "how the policy is improved").choices(VARIANT_NAMES).default("ppo"))
  .option(
    "--players <n>",
    "players who vote in turn, every sixth pair a second time (default: every vote is another person's)",
    positiveWhole,
  )
  .option("--random-players <share>", "share of the crowd that votes at random, 0 to below 0.5", belowHalf, 0)
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
  .option("--model <folder>", "a model of your own in its place, as adopt takes it: an adapter to it learns")
  .option("--pack <file>", "its prompts, one on each line, or as CSV or JSON; a quarter of them is never played")
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
  .option("--votes <list>", "labels after which the model is measured; the largest is the whole run", votes, [100, 300])
  .option("--noise <share>", "share of human votes flipped", belowHalf, 0.15)
  .option("--iterations <n>", "iterations of the method, a round", natural, 3)
  .addOption(new Option("--method <name>", "how the policy is improved").choices(VARIANT_NAMES).default("ppo"))
  .option("--json <file>", "writes every point")
  .action(rlaif);

program
  .command("rollback")
  .description("take the arena back to an older policy version; a running trainer follows")
  .requiredOption("--to <version>", "the version to go back to", natural)
  .option("--arena <name>", "which arena, by name or number", arena, MAIN_NAME)
  .option("--reason <text>", "shown beside the versions that are taken back", "taken back by hand")
  .action(inArena(rollback));

await run(program);
