import { type Checkpoint, readTokenizerFiles, writeFolder } from "./checkpoint.ts";
import { formatLlamaConfig } from "./llama-config.ts";
import { formatSafetensors } from "./safetensors.ts";

/**
 * Writes a decoder with a scalar head as `AutoModelForSequenceClassification` loads it (transformers,
 * `LlamaForSequenceClassification`): `model.*` and `score.weight` `[1, hidden]`. It scores the last token that isn't padding, which
 * `pad_token_id` tells it.
 */
export async function writeSequenceClassifier(
  folder: string,
  { config, weights }: Checkpoint,
  score: Float32Array,
  tokenizerFolder: string,
  further: Readonly<Record<string, string>> = {},
): Promise<void> {
  const json = {
    ...formatLlamaConfig(config),
    architectures: ["LlamaForSequenceClassification"],
    id2label: { 0: "reward" },
    label2id: { reward: 0 },
    problem_type: "regression",
  };
  const trunk = Object.entries(weights).filter(([name]) => name.startsWith("model."));
  await writeFolder(folder, {
    ...further,
    ...(await readTokenizerFiles(tokenizerFolder)),
    "config.json": `${JSON.stringify(json, null, 2)}\n`,
    "model.safetensors": formatSafetensors({
      ...Object.fromEntries(trunk),
      "score.weight": { shape: [1, config.hiddenSize], values: score },
    }),
  });
}
