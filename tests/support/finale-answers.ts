import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { finalePrompts } from "../../server/world/prompts.ts";
import { newPolicy } from "./open-arena.ts";

/** Made-up answers of a version to the prompts that finales have, as the trainer keeps them. */
export async function keepFinaleAnswers(
  stores: Stores,
  version: number,
  manner = `as version ${version} says`,
): Promise<void> {
  const answers = finalePrompts.flatMap((prompt) =>
    [1, 2].map((nth) => ({
      prompt,
      text: `${manner}, and says so ${nth === 1 ? "once" : "again"}`,
      tokens: [version, nth],
    })),
  );
  await stores.finales.add(MAIN_ARENA, version, answers);
}

/** The next version of the policy, promoted and with answers. */
export async function nextVersion(stores: Stores, manner?: string): Promise<number> {
  const { version } = await newPolicy(stores);
  await keepFinaleAnswers(stores, version, manner);
  return version;
}
