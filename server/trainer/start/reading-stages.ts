import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { READING_STAGES } from "../../../shared/protocol/lesson.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { initialWeights } from "../../ml/model/initial-weights.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import { formatSafetensors, type NamedTensors, parseSafetensors } from "../../ml/model/safetensors.ts";

/**
 * What a model folder keeps of how its model came about: its weights at stages of pretraining, in half precision, and how much it had read by
 * then. The first stage, before any reading, needs no file: it is drawn from the seed.
 */
const RECORD = "stages.json";
const fileOf = (read: number): string => `stage-${read * 100}.safetensors`;
const withFiles = READING_STAGES.filter((read) => read > 0);

const recordSchema = z.strictObject({
  seed: z.int(),
  /** Words read by each stage that has a file. */
  words: z.array(z.int().min(0)).length(withFiles.length),
  /** That it was fine-tuned on; 0 before. */
  demonstrations: z.int().min(0),
});
type StageRecord = z.infer<typeof recordSchema>;

/** A model at a stage of its reading. */
export interface ReadingStage {
  /** Share of its reading, 0-1. */
  readonly read: number;
  readonly words: number;
  readonly weights: NamedTensors;
}

/** How a model came about. */
export interface ReadingStages {
  /** In the order of `READING_STAGES`. */
  readonly stages: readonly ReadingStage[];
  /** Demonstrations that the finished model was fine-tuned on. */
  readonly demonstrations: number;
}

/** The stages that end with the given step of pretraining. */
export const stagesAfter = (step: number, steps: number): number[] =>
  withFiles.filter((read) => Math.max(1, Math.round(read * steps)) === step);

/** The files of stages, by name, to be written beside a pretrained model. */
export function stageFiles(seed: number, stages: readonly ReadingStage[]): Record<string, Uint8Array | string> {
  const record: StageRecord = { seed, words: stages.map(({ words }) => words), demonstrations: 0 };
  const files = stages.map(({ read, weights }) => [fileOf(read), formatSafetensors(weights, "F16")] as const);
  return { ...Object.fromEntries(files), [RECORD]: `${JSON.stringify(record)}\n` };
}

/** The stages' files of a folder, to be written beside a model that was fine-tuned from it; none where the folder has none. */
export async function carriedStages(
  folder: string,
  demonstrations: number,
): Promise<Record<string, Uint8Array | string>> {
  const record = await readRecord(folder);
  if (record === null) return {};
  const files: Record<string, Uint8Array | string> = { [RECORD]: `${JSON.stringify({ ...record, demonstrations })}\n` };
  for (const read of withFiles) files[fileOf(read)] = await readFile(join(folder, fileOf(read)));
  return files;
}

/**
 * The stages of a model folder.
 * @throws Error that names the folder where it has none or they are damaged
 */
export async function readStages(folder: string, config: LlamaConfig): Promise<ReadingStages> {
  const record = await readRecord(folder);
  if (record === null)
    throw new Error(`${folder} has no ${RECORD}: npm run learn -- pretrain writes it, and sft carries it along`);
  const stages = withFiles.map(async (read, i): Promise<ReadingStage> => {
    const file = await readFile(join(folder, fileOf(read)));
    return { read, words: record.words[i]!, weights: parseSafetensors(file) };
  });
  const untaught = { read: 0, words: 0, weights: initialWeights(config, seeded(record.seed)) };
  return { stages: [untaught, ...(await Promise.all(stages))], demonstrations: record.demonstrations };
}

async function readRecord(folder: string): Promise<StageRecord | null> {
  const text = await readFile(join(folder, RECORD), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${folder}: ${RECORD} is damaged`, { cause });
  }
}
