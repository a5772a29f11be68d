import type { Checkpoint } from "./checkpoint.ts";

/**
 * A model that at temperature 1 says what `checkpoint` says at `temperature`: its final norm, hence every logit, is
 * divided by it. So temperature 1 is right everywhere after, in rollouts, log-probs and KL alike.
 */
export function sharpen({ config, weights }: Checkpoint, temperature: number): Checkpoint {
  const name = "model.norm.weight";
  const norm = weights[name]!;
  return {
    config,
    weights: { ...weights, [name]: { ...norm, values: norm.values.map((value) => value / temperature) } },
  };
}
