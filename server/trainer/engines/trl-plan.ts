import { posix } from "node:path";
import type { JobMethod } from "../../../shared/protocol/training/training-jobs.ts";
import type { EngineJob, JobMaterial } from "../../ports/training-engine.ts";
import type { TrlConfig } from "../../trl-config.ts";

/** Commands of `trl` that are used, one after the other. */
const STAGES: Readonly<Record<JobMethod, readonly string[]>> = {
  dpo: ["dpo"],
  "reward+rloo": ["reward", "rloo"],
  "reward+grpo": ["reward", "grpo"],
};

/** Where `trl reward` leaves its model and the methods find it. */
const REWARD = "reward-model";
const LONGEST = 1024;
/** As many as an answer of the arena has at most; a model with a shorter context takes half of that. */
const ANSWER = 48;
/** Sequences of one step. A whole number of groups of answers to one prompt. */
const BATCH = 16;
const GROUP = 4;
/** Answers that a reward is followed on: about what an arena's own cycles draw for as many votes. */
const ANSWERS = 1_024;

type Sources = Pick<JobMaterial, "base" | "adapter"> & {
  /** Tokens that the model reads at once, and its blocks. */
  readonly context: number;
  readonly layers: number;
};

/**
 * A file for each command, in JSON, which YAML includes. Whole models are trained as the arena's own methods train them; an adapter at the rates that
 * are usual for LoRA. Precision and memory are left to `TRL_OPTIONS`, since they hang on the machine.
 */
export function configFiles(method: JobMethod, sources: Sources): Readonly<Record<string, string>> {
  return Object.fromEntries(
    STAGES[method].map((stage) => [`${stage}.yaml`, `${JSON.stringify(configOf(stage, sources), null, 2)}\n`]),
  );
}

function configOf(stage: string, sources: Sources): object {
  const { base, adapter, context, layers } = sources;
  const table = (file: string) => [{ path: "parquet", data_files: file, split: "train" }];
  const common = {
    model_name_or_path: base,
    logging_steps: 5,
    save_strategy: "no",
    report_to: "none",
    seed: 1,
    bf16: false,
    gradient_checkpointing: false,
    warmup_steps: 0.1,
    ...adapterSettings(adapter, layers, stage),
  };
  const onPairs = {
    ...common,
    datasets: table("votes.parquet"),
    max_length: Math.min(LONGEST, context),
    per_device_train_batch_size: BATCH / 2,
    num_train_epochs: 3,
  };
  if (stage === "dpo") return { ...onPairs, learning_rate: adapter === null ? 0.0003 : 0.0002, beta: 0.1 };
  if (stage === "reward") return { ...onPairs, learning_rate: adapter === null ? 0.0001 : 0.0003 };
  return {
    ...common,
    datasets: table("prompts.parquet"),
    reward_model_name_or_path: REWARD,
    learning_rate: adapter === null ? 0.00008 : 0.0002,
    beta: 0.05,
    per_device_train_batch_size: BATCH,
    num_generations: GROUP,
    max_completion_length: Math.min(ANSWER, Math.floor(context / 2)),
    max_steps: ANSWERS / BATCH,
  };
}

/** A reward model needs its head beside the adapter. */
function adapterSettings(adapter: JobMaterial["adapter"], layers: number, stage: string): object {
  if (adapter === null) return {};
  return {
    use_peft: true,
    lora_r: adapter.rank,
    lora_alpha: adapter.alpha,
    lora_dropout: 0,
    lora_target_modules: targetsOf(adapter, layers),
    ...(stage === "reward" ? { lora_task_type: "SEQ_CLS", lora_modules_to_save: ["score"] } : {}),
  };
}

/** TRL has no setting for the first block: PEFT takes a single name as a pattern, which can say so. */
function targetsOf({ targets, firstLayer = 0 }: NonNullable<JobMaterial["adapter"]>, layers: number) {
  if (firstLayer === 0) return targets;
  const upper = Array.from({ length: layers - firstLayer }, (_, i) => firstLayer + i);
  return [`.*\\.layers\\.(${upper.join("|")})\\..*\\.(${targets.join("|")})`];
}

/** A word of a shell's command. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * What a POSIX shell runs: the commands of a method, each announced on a line of its own. They write beside `out`, which appears once all is done, so that
 * an attempt that was taken for lost can't spoil the next one's.
 */
export function shellScript(job: Pick<EngineJob, "folder" | "out" | "engineJob" | "method">, trl: TrlConfig): string {
  const { folder, out, engineJob, method } = job;
  const stages = STAGES[method];
  const results = posix.join(folder, `${engineJob}-results`);
  const last = posix.join(results, "policy");
  const steps = stages.map((stage, i) => {
    const isLast = i === stages.length - 1;
    const reward = isLast && stages.length > 1 ? ["--reward_model_name_or_path", posix.join(results, REWARD)] : [];
    const target = isLast ? last : posix.join(results, REWARD);
    const words = [trl.command, stage, "--config", `${stage}.yaml`, "--output_dir", target, ...reward, ...trl.options];
    return `echo ${quoted(stageLine(i, stages.length, stage))} && ${words.map(quoted).join(" ")}`;
  });
  return [`cd ${quoted(folder)}`, ...steps, `rm -rf ${quoted(out)}`, `mv ${quoted(last)} ${quoted(out)}`].join(" && ");
}

const stageLine = (index: number, count: number, stage: string): string => `Stage ${index + 1} of ${count}: ${stage}`;
export const STAGE_LINE = /^Stage (\d+) of (\d+): \w+$/;
