import { open } from "node:fs/promises";
import { join } from "node:path";
import { writeFolder } from "../../ml/model/checkpoint.ts";
import { formatLlamaConfig, type LlamaConfig, weightShapes } from "../../ml/model/llama-config.ts";
import { formatTokenizer } from "../../ml/tokenizer/save-tokenizer.ts";
import { type Bpe, byteSymbols } from "../../ml/tokenizer/train-bpe.ts";
/** The shape of SmolLM2-135M. */
export const SMOL: LlamaConfig = {
  vocabSize: 49_152,
  hiddenSize: 576,
  intermediateSize: 1_536,
  layers: 30,
  heads: 9,
  kvHeads: 3,
  headDim: 64,
  ropeTheta: 100_000,
  rmsNormEps: 1e-5,
  context: 8_192,
  tiedEmbeddings: true,
};

const SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] as const;

const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/**
 * Writes a Hugging Face folder with random weights in BF16, as such models are published, and a byte-level tokenizer whose merges are
 * every two bytes. What a model of this shape costs doesn't depend on what it knows.
 */
export async function writeRandomLlama(folder: string, config: LlamaConfig, random: () => number): Promise<void> {
  await writeFolder(folder, {
    "config.json": JSON.stringify({
      ...formatLlamaConfig(config),
      bos_token_id: 1,
      eos_token_id: 2,
      pad_token_id: 2,
      torch_dtype: "bfloat16",
    }),
    "tokenizer.json": JSON.stringify(
      formatTokenizer(everyTwoBytes(config.vocabSize), { specials: SPECIALS, prefixSpace: false }),
    ),
    "tokenizer_config.json": JSON.stringify({
      tokenizer_class: "GPT2Tokenizer",
      bos_token: "<|im_start|>",
      eos_token: "<|im_end|>",
      pad_token: "<|im_end|>",
      clean_up_tokenization_spaces: false,
      chat_template: CHAT_TEMPLATE,
    }),
  });
  await writeWeights(join(folder, "model.safetensors"), config, random);
}

function everyTwoBytes(vocabSize: number): Bpe {
  const pairs = byteSymbols.flatMap((a) => byteSymbols.map((b): [string, string] => [a, b]));
  const merges = pairs.slice(0, Math.max(0, vocabSize - SPECIALS.length - byteSymbols.length));
  return { vocab: [...SPECIALS, ...byteSymbols, ...merges.map(([a, b]) => a + b)], merges };
}

/** Uniform numbers with the spread of initial weights; norms are 1. It writes one tensor at a time, since the file has half the size of the model. */
async function writeWeights(path: string, config: LlamaConfig, random: () => number): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const shapes = Object.entries(weightShapes(config));
  let offset = 0;
  for (const [name, shape] of shapes) {
    const bytes = 2 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: "BF16", shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  const file = await open(path, "w");
  try {
    await file.writeFile(length);
    await file.writeFile(text);
    for (const [, shape] of shapes) {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1);
      const spread = 0.02 * Math.sqrt(12);
      if (shape.length > 1) for (let i = 0; i < values.length; i++) values[i] = spread * (random() - 0.5);
      const halves = new Uint16Array(values.buffer); // of each float: the lower half, then the upper one, which is its BF16
      for (let i = 0; i < values.length; i++) halves[i] = halves[2 * i + 1]!;
      await file.writeFile(halves.subarray(0, values.length));
    }
  } finally {
    await file.close();
  }
}
