import type { PairKind } from "../../../shared/round/pair-kinds.ts";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { NewPair } from "../../ports/pool.ts";
import type { Stores } from "../../ports/stores.ts";

/** A version with no model behind it, so that rounds can be dealt. */
export async function promoteMadeUp(stores: Stores): Promise<void> {
  const made = {
    folder: "policies/none",
    status: "candidate",
    parent: null,
    reason: null,
    trainedOnRound: null,
  } as const;
  const { version } = await stores.policies.add({ arenaId: MAIN_ARENA, ...made, metrics: {}, comparisonId: 0 });
  await stores.policies.promote(MAIN_ARENA, version, []);
}

/** Pairs of made-up answers into the pool. */
export async function fillWithMadeUp(stores: Stores, kind: PairKind, count: number): Promise<void> {
  const response = (side: string, i: number) => ({
    text: `Answer ${side} number ${i}, about as long as answers are.`,
    tokens: Array.from({ length: 20 }, (_, token) => token),
    policyVersion: 0,
    reward: null,
  });
  const pairs = Array.from(
    { length: count },
    (_, i): NewPair => ({
      kind,
      prompt: { id: `prompt-${i % 96}`, text: `Question ${i % 96}?` },
      a: response("one", i),
      b: response("two", i),
      priority: 0,
    }),
  );
  await stores.pool.add(MAIN_ARENA, pairs);
}
