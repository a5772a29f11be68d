import { type AttackPlan, type AttackTally, attack } from "./attack.ts";

/** The attackers of `bench hostile`, in a process of their own, so that their work delays nobody's clock but theirs. */
export type FromAttacker = { readonly progress: AttackTally } | { readonly done: AttackTally };

const stopped = new AbortController();
process.on("disconnect", () => stopped.abort());
process.once("message", async (plan: AttackPlan) => {
  const tell = (message: FromAttacker) => process.send?.(message);
  const done = await attack(plan, stopped.signal, (progress) => tell({ progress }));
  process.send?.({ done } satisfies FromAttacker, () => process.exit(0));
});
