import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { JobProblem } from "../../../shared/protocol/training/training-jobs.ts";
import { type Checkpoint, readCheckpoint } from "../../ml/model/checkpoint.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import { type LowRank, mergeAdapter } from "../../ml/model/low-rank-adapter.ts";
import { readPeftAdapter } from "../../ml/model/peft-adapter.ts";
import { type NamedTensors, openSafetensors } from "../../ml/model/safetensors.ts";
import { weightFiles } from "../../ml/model/weight-files.ts";

/** A folder can't be a candidate of an arena. */
export class CandidateRefused extends Error {
  override readonly name = "CandidateRefused";
  readonly problem: JobProblem;

  constructor(problem: JobProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

const ADAPTER_CONFIG = "adapter_config.json";
const ADAPTER_TENSORS = "adapter_model.safetensors";
/** Beside an adapter that was written here: which weights it belongs to. */
const BASE = "base.json";

/** What a candidate must belong to. */
export interface CandidateBase {
  readonly config: LlamaConfig;
  /** Where it lies, and as it is known elsewhere; adapters name it. */
  readonly folder: string;
  readonly name: string;
  /** SHA-256 of its weights, where it's known. */
  readonly sha256?: string;
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
const unreadable = (cause: unknown) => new CandidateRefused("unreadable", messageOf(cause), { cause });

/**
 * SHA-256 in hexadecimal of a candidate's weights: of `adapter_model.safetensors`, or of the files of a whole model one after the other.
 * @throws CandidateRefused where there is none
 */
export async function candidateSha256(folder: string): Promise<string> {
  try {
    const hash = createHash("sha256");
    for (const file of (await isAdapter(folder)) ? [ADAPTER_TENSORS] : await weightFiles(folder))
      for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk as Uint8Array);
    return hash.digest("hex");
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** @throws Error where the folder isn't there */
async function isAdapter(folder: string): Promise<boolean> {
  return (await readdir(folder)).includes(ADAPTER_CONFIG);
}

/**
 * Weights of a candidate for an arena whose versions are whole models: one, or an adapter, which is added to the starting model.
 * @throws CandidateRefused that names what is wrong
 */
export async function wholeCandidate(
  folder: string,
  { weights }: Pick<Checkpoint, "weights">,
  base: CandidateBase,
): Promise<NamedTensors> {
  if (await isAdapter(folder).catch(throwUnreadable)) {
    const { lowRank, adapter } = await readAdapter(folder, base);
    return mergeAdapter(base.config, weights, adapter, lowRank);
  }
  const candidate = await readCheckpoint(folder).catch(throwUnreadable);
  if (JSON.stringify(candidate.config) !== JSON.stringify(base.config))
    throw new CandidateRefused(
      "base",
      `${folder}: its architecture or vocabulary differs from that of the starting model, ${base.name}`,
    );
  return finite(folder, candidate.weights);
}

/**
 * An adapter for an arena whose versions are adapters of one kind to an adopted model.
 * @throws CandidateRefused that names what is wrong
 */
export async function adapterCandidate(folder: string, lowRank: LowRank, base: CandidateBase): Promise<NamedTensors> {
  if (!(await isAdapter(folder).catch(throwUnreadable)))
    throw new CandidateRefused(
      "base",
      `${folder}: it has no ${ADAPTER_CONFIG}. This arena's versions are adapters of rank ${lowRank.rank} to ${base.name}, and whole models can't be one`,
    );
  const { lowRank: found, adapter } = await readAdapter(folder, base);
  if (kindOf(found) !== kindOf(lowRank))
    throw new CandidateRefused(
      "base",
      `${folder}: ${ADAPTER_CONFIG} describes an adapter of ${kindOf(found)}; this arena's are of ${kindOf(lowRank)}`,
    );
  return adapter;
}

/** In words; the order of targets means nothing. */
const kindOf = ({ rank, alpha, targets, firstLayer = 0 }: LowRank): string =>
  `rank ${rank}, alpha ${alpha}, on ${targets.toSorted().join(", ")}, from block ${firstLayer} on`;

async function readAdapter(folder: string, base: CandidateBase) {
  const json = await readFile(join(folder, ADAPTER_CONFIG), "utf8").then(parsed).catch(throwUnreadable);
  await refuseOtherBase(folder, json, base);
  refuseOtherKinds(folder, json);
  const read = await readPeftAdapter(folder, base.config).catch(throwUnreadable);
  await refuseMoreTensors(folder, Object.keys(read.adapter).length);
  finite(folder, read.adapter);
  return read;
}

type Json = Readonly<Record<string, unknown>>;
const parsed = (text: string): Json => (JSON.parse(text) ?? {}) as Json;

/** An adapter names its base by a path or by what it's called; one that was written here by its weights too. */
async function refuseOtherBase(folder: string, json: Json, { folder: own, name, sha256 }: CandidateBase) {
  const written = await readFile(join(folder, BASE), "utf8").then(parsed, () => null);
  if (written !== null && sha256 !== undefined) {
    if (written.sha256 === sha256) return;
    throw new CandidateRefused("base", `${folder}: ${BASE} says that it adapts other weights than those of ${name}`);
  }
  const said = json.base_model_name_or_path;
  const known = [own, name].map((one) => basename(one));
  if (typeof said === "string" && known.includes(basename(said.replace(/[/\\]+$/, "")))) return;
  throw new CandidateRefused(
    "base",
    `${folder}: ${ADAPTER_CONFIG} says that it adapts ${JSON.stringify(said)}; this arena's starting model is ${name}`,
  );
}

/** Kinds of LoRA that add something else than `alpha / rank * B A` to the matrices they name. */
const OTHER_KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  use_rslora: (value) => value === true,
  use_dora: (value) => value === true,
  lora_bias: (value) => value === true,
  fan_in_fan_out: (value) => value === true,
  bias: (value) => value !== undefined && value !== "none",
  modules_to_save: (value) => Array.isArray(value) && value.length > 0,
  rank_pattern: (value) => Object.keys(value ?? {}).length > 0,
  alpha_pattern: (value) => Object.keys(value ?? {}).length > 0,
};

function refuseOtherKinds(folder: string, json: Json): void {
  for (const [field, isOther] of Object.entries(OTHER_KINDS))
    if (isOther(json[field]))
      throw new CandidateRefused(
        "base",
        `${folder}: ${ADAPTER_CONFIG} sets "${field}" to ${JSON.stringify(json[field])}, which can't be read here. Train plain LoRA without it`,
      );
}

/** What isn't read would be missing from the version that answers. */
async function refuseMoreTensors(folder: string, read: number): Promise<void> {
  await using file = await openSafetensors(join(folder, ADAPTER_TENSORS));
  const count = Object.keys(file.tensors).length;
  if (count !== read)
    throw new CandidateRefused(
      "base",
      `${folder}: ${ADAPTER_TENSORS} holds ${count} tensors, and ${ADAPTER_CONFIG} describes ${read}`,
    );
}

function finite(folder: string, weights: NamedTensors): NamedTensors {
  for (const [name, { values }] of Object.entries(weights)) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0)
      throw new CandidateRefused("numbers", `${folder}: "${name}" holds ${values[at]}. Its training went astray`);
  }
  return weights;
}

function throwUnreadable(cause: unknown): never {
  throw unreadable(cause);
}
