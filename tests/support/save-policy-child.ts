import { freshPolicyState } from "../../server/methods/ppo/policy.ts";
import { savePolicy } from "../../server/trainer/folders/policy-folders.ts";
import { TINY, tinyWeights } from "./tiny-model.ts";

/** Saves a version where its arguments say, and prints what became of it. */
const [folder = "", tokenizerFolder = ""] = process.argv.slice(2);
const weights = tinyWeights(4);
const state = { method: "ppo", policy: freshPolicyState(TINY, weights), klCoefficient: 0.2, iteration: 1 };
try {
  await savePolicy(folder, { config: TINY, weights }, state, tokenizerFolder);
  console.log("SAVED");
} catch (error) {
  console.log(`FAILED ${(error as NodeJS.ErrnoException).code}`);
}
