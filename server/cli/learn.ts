import { Command, Option } from "commander";
import { MAIN_NAME } from "../../shared/protocol/arenas.ts";
import { PRINCIPLES } from "../../shared/protocol/principles.ts";
import { constitution } from "../experiments/constitution/constitution.ts";
import { adopt, rollback } from "../experiments/models/arena-models.ts";
import { dpo } from "../experiments/models/dpo.ts";
import { trainByPpo } from "../experiments/models/ppo.ts";
import { pretrain } from "../experiments/models/pretrain.ts";
import { reward } from "../experiments/models/reward.ts";
import { fineTuneOnDemonstrations } from "../experiments/models/sft.ts";
import { TARGETS } from "../ml/model/low-rank-adapter.ts";
import { DPO_LOSSES } from "../ml/objectives/dpo-loss.ts";
import { LOW_RANK } from "../trainer/start/open-adopted-model.ts";
import { arena, belowHalf, inArena, listOf, oneOf, positive, run, whole } from "./command-line.ts";
import { addMeasurements } from "./learn-measurements.ts";

const natural = whole(0);
const positiveWhole = whole(1);

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
    "fit the reward model alone to an arena's stored comparisons, or to a file of pairs; prints how well it predicts on a fifth of the prompts, " +
      "which are held out, by the number of pairs that it was fitted to: accuracy, log loss, calibration error (ten bins), Brier score, and a " +
      "calibration table. Ties are left out",
  )
  .option("--from <folder>", "the model whose features it reads", "server/world/pocket-model")
  .option("--out <folder>", "where to write the reward model", "data/pocket-reward")
  .option(
    "--file <file>",
    "pairs as JSONL or Parquet (TRL's prompt, chosen, rejected, or what data import takes), in place of the arena's",
  )
  .option(
    "--texts-alone",
    "read what the texts tell, and no model: pairs of any length and language; writes nothing",
    false,
  )
  .option("--arena <name>", "whose comparisons are read from the database, by name or number", arena, MAIN_NAME)
  .option("--seed <n>", "makes the run reproducible", natural, 1)
  .action(inArena(reward));

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
  .command("rollback")
  .description("take the arena back to an older policy version; a running trainer follows")
  .requiredOption("--to <version>", "the version to go back to", natural)
  .option("--arena <name>", "which arena, by name or number", arena, MAIN_NAME)
  .option("--reason <text>", "shown beside the versions that are taken back", "taken back by hand")
  .action(inArena(rollback));

addMeasurements(program);

await run(program);
