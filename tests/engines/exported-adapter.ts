import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAdapter, writePolicy } from "../../server/datasets/files/write-policy.ts";
import { writeRandomLlama } from "../../server/experiments/bench/random-llama.ts";
import { freshPolicyState } from "../../server/methods/ppo/policy.ts";
import { freshAdapter } from "../../server/ml/model/low-rank-adapter.ts";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { PolicyRecord } from "../../server/ports/models.ts";
import { adapterFolders } from "../../server/trainer/folders/adapter-folders.ts";
import { BASE_MODEL, fingerprint, storeAdoption } from "../../server/trainer/start/adoption.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { TINY } from "../support/tiny-model.ts";

const CONFIG = { ...TINY, vocabSize: 300, context: 128 };
const POLICY: PolicyRecord = {
  arenaId: MAIN_ARENA,
  ...{ version: 1, parent: 0, status: "promoted", folder: "moved", reason: null, method: "ppo" },
  ...{ metrics: {}, comparisonId: 0, trainedOnRound: null, createdAt: new Date(0), promotedAt: new Date(0) },
};

/** Below `out`: a small model with random weights (`base`), an adapter to it that has moved (`adapter`), and both in one (`merged`). */
export async function exportAdapter(dataDir: string, out: string): Promise<void> {
  const base = join(out, "base");
  await writeRandomLlama(base, CONFIG, seeded(1));
  await writeFile(join(base, "generation_config.json"), "{}");
  const adoption = {
    sha256: await fingerprint(base),
    ...{ rank: 2, alpha: 4, targets: ["q_proj", "v_proj", "down_proj"] as const },
  };
  await storeAdoption(base, dataDir, adoption);
  const random = seeded(2);
  const adapter = freshAdapter(CONFIG, adoption, random);
  for (const { values } of Object.values(adapter)) for (let i = 0; i < values.length; i++) values[i] = random() - 0.5;
  const state = { method: "ppo", policy: freshPolicyState(CONFIG, adapter), klCoefficient: 0.2, iteration: 1 };
  await adapterFolders(CONFIG, adoption, join(dataDir, BASE_MODEL)).save(join(dataDir, POLICY.folder), adapter, state);
  await writeAdapter(join(out, "adapter"), dataDir, POLICY);
  await writePolicy(join(out, "merged"), dataDir, POLICY);
}
