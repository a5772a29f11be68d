import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LlamaConfig } from "./llama-config.ts";
import { adapterShapes, type LowRank, TARGETS, type Target } from "./low-rank-adapter.ts";
import { formatSafetensors, type NamedTensor, type NamedTensors, parseSafetensors } from "./safetensors.ts";

const CONFIG = "adapter_config.json";
const TENSORS = "adapter_model.safetensors";
const PREFIX = "base_model.model.";

/**
 * The files of an adapter in the layout of PEFT ("PEFT checkpoint format"): `adapter_config.json` and `adapter_model.safetensors`, whose names are the
 * wrapped model's without the adapter's own name, as in `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight`.
 * @param baseModel where `PeftModel.from_pretrained` finds the model it belongs to, unless it's given one
 */
export function formatPeftAdapter(
  adapter: NamedTensors,
  { rank, alpha, targets, firstLayer }: LowRank,
  { layers }: Pick<LlamaConfig, "layers">,
  baseModel: string,
): Record<string, Uint8Array | string> {
  const config = {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: baseModel,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    target_modules: [...targets],
    ...(firstLayer === undefined
      ? {}
      : { layers_to_transform: Array.from({ length: layers - firstLayer }, (_, i) => firstLayer + i) }),
    bias: "none",
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    modules_to_save: null,
    rank_pattern: {},
    alpha_pattern: {},
  };
  const named = Object.entries(adapter).map(([name, tensor]) => [`${PREFIX}${name}`, tensor] as const);
  return {
    [CONFIG]: `${JSON.stringify(config, null, 2)}\n`,
    [TENSORS]: formatSafetensors(Object.fromEntries(named)),
  };
}

/** Reads an adapter to a model. Throws an Error that names the folder and the field or tensor that is wrong. */
export async function readPeftAdapter(
  folder: string,
  config: LlamaConfig,
): Promise<{ readonly lowRank: LowRank; readonly adapter: NamedTensors }> {
  try {
    const json: unknown = JSON.parse(await readFile(join(folder, CONFIG), "utf8"));
    const stored = parseSafetensors(await readFile(join(folder, TENSORS)));
    const lowRank = parseConfig(json, config.layers, Object.keys(stored));
    const adapter: Record<string, NamedTensor> = {};
    for (const [name, shape] of Object.entries(adapterShapes(config, lowRank))) {
      const tensor = stored[`${PREFIX}${name}`];
      if (tensor === undefined) throw new Error(`${TENSORS} lacks "${PREFIX}${name}"`);
      if (tensor.shape.join() !== shape.join())
        throw new Error(`"${PREFIX}${name}" has shape [${tensor.shape}], the model asks for [${shape}]`);
      adapter[name] = tensor;
    }
    return { lowRank, adapter };
  } catch (cause) {
    throw new Error(`${folder}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** @param names of the tensors beside it */
function parseConfig(json: unknown, layers: number, names: readonly string[]): LowRank {
  const raw = (json ?? {}) as Readonly<Record<string, unknown>>;
  const { peft_type, r, lora_alpha, target_modules, layers_to_transform } = raw;
  if (peft_type !== "LORA") throw new Error(`${CONFIG}: "peft_type" must be "LORA", got ${JSON.stringify(peft_type)}`);
  if (typeof r !== "number" || !Number.isInteger(r) || r < 1)
    throw new Error(`${CONFIG}: "r" must be a whole number above 0`);
  if (typeof lora_alpha !== "number" || !(lora_alpha > 0)) throw new Error(`${CONFIG}: "lora_alpha" must be above 0`);
  if (typeof target_modules === "string") return { rank: r, alpha: lora_alpha, ...fittingPattern(names) };
  const isTarget = (name: unknown): name is Target => TARGETS.some((target) => target === name);
  if (!Array.isArray(target_modules) || target_modules.length === 0 || !target_modules.every(isTarget))
    throw new Error(`${CONFIG}: "target_modules" must be some of ${TARGETS.join(", ")}`);
  const adapter = { rank: r, alpha: lora_alpha, targets: target_modules };
  if (layers_to_transform === undefined || layers_to_transform === null) return adapter;
  const first: unknown = Array.isArray(layers_to_transform) ? layers_to_transform[0] : undefined;
  const firstLayer = typeof first === "number" ? first : 0;
  const upper = Array.from({ length: layers - firstLayer }, (_, i) => firstLayer + i);
  if (firstLayer < 1 || JSON.stringify(layers_to_transform) !== JSON.stringify(upper))
    throw new Error(`${CONFIG}: "layers_to_transform" must be all blocks of the model from one of them on, in order`);
  return { ...adapter, firstLayer };
}

const OF_BLOCK = /^base_model\.model\.model\.layers\.(\d+)\.(?:self_attn|mlp)\.(\w+)\.lora_A\.weight$/;

/** PEFT also takes a pattern for the matrices, such as those of the upper blocks alone; what it fits is what the tensors belong to. */
function fittingPattern(names: readonly string[]): Pick<LowRank, "targets" | "firstLayer"> {
  const found = names.flatMap((name) => {
    const [, block, matrix] = OF_BLOCK.exec(name) ?? [];
    return block === undefined ? [] : [{ block: Number(block), matrix }];
  });
  const targets = TARGETS.filter((target) => found.some(({ matrix }) => matrix === target));
  if (targets.length === 0)
    throw new Error(`${CONFIG}: "target_modules" is a pattern, and ${TENSORS} has no tensor of ${TARGETS.join(", ")}`);
  const firstLayer = Math.min(...found.map(({ block }) => block));
  return firstLayer === 0 ? { targets } : { targets, firstLayer };
}
