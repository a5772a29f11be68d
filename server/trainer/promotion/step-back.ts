import type { MethodState, OpenMethod } from "../../methods/method.ts";

/** How often a candidate that the gate rejects is tried again, each time half as far from the version that players meet. */
export const HALVINGS = 2;

/**
 * The policy halfway between two, with everything else of the second's state. Policies of one training run can be averaged weight by weight: what lies
 * between two of them speaks like both (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
 */
export function halfway(good: MethodState, further: MethodState): MethodState {
  const policy = Object.entries(further.policy).map(([name, values]) => {
    const from = good.policy[name];
    const isWeight = name.startsWith("p:") && from !== undefined;
    return [name, isWeight ? values.map((value, i) => (value + from[i]!) / 2) : values] as const;
  });
  return { ...further, policy: Object.fromEntries(policy) };
}

/**
 * Examines what a method made of a policy and, where that went too far, what lies half and a quarter as far: a round's votes are not lost
 * for a step that was too long. The method is left at what was examined last.
 * @param good of the version that players meet
 * @param halvings 0: it is examined as it is
 * @param examine says why the method's present policy is rejected, or null
 */
export async function examineSteps<Examined extends { readonly reason: string | null }>(
  method: Pick<OpenMethod, "state" | "restore">,
  good: MethodState,
  halvings: number,
  examine: (state: MethodState) => Promise<Examined>,
): Promise<Examined & { readonly state: MethodState }> {
  for (let halving = 0; ; halving++) {
    const state = method.state();
    const examined = await examine(state);
    if (examined.reason === null || halving === halvings) return { ...examined, state };
    await method.restore(halfway(good, state));
  }
}
