import type { Family } from "./family.ts";
import { gemma2 } from "./gemma2.ts";
import { gemma3 } from "./gemma3.ts";
import { granite } from "./granite.ts";
import { llama } from "./llama.ts";
import { mistral } from "./mistral.ts";
import { olmo2 } from "./olmo2.ts";
import { qwen2 } from "./qwen2.ts";
import { qwen3 } from "./qwen3.ts";
import { smollm3 } from "./smollm3.ts";

/** The families that can be read, by `model_type`. */
export const FAMILIES: ReadonlyMap<string, Family> = new Map(
  Object.entries({ llama, mistral, qwen2, qwen3, smollm3, gemma2, gemma3_text: gemma3, olmo2, granite }),
);
