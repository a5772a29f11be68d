import { poolPairs } from "../../../trainer/answer-pool.ts";
import { type DecidedPair, decidePairs } from "../../../trainer/constitution/decide-pairs.ts";
import type { Learner, LearnerOptions } from "../../../trainer/learner.ts";
import { isSafe } from "../../../world/safety.ts";
import { gatedRound } from "../simulate/gated-rounds.ts";
import { METHODS } from "../simulate/methods.ts";
import { trainingPool } from "../simulate/training-pool.ts";
import type { ConstitutionPlan, ConstitutionWorld } from "./constitution-run.ts";

/** The reinforcement stage: in rounds, principles decide fresh pairs, the reward model is fitted to all, and PPO follows it. Leaves the learner at its best policy. */
export async function trainByPrinciples(
  { tokenizer, judges, bars }: ConstitutionWorld,
  plan: ConstitutionPlan,
  learner: Learner,
  setting: LearnerOptions,
  random: () => number,
): Promise<{ decided: readonly DecidedPair[]; rejected: number }> {
  const method = METHODS.ppo.open(learner, setting);
  const sample = () => trainingPool(learner, (tokens) => tokenizer.decode(tokens), random);
  const start = await sample();
  const decided: DecidedPair[] = [];
  let good = { state: learner.state(), pool: start };
  let rejected = 0;
  bars.start("preferences by principle and PPO", plan.rounds);
  for (let round = 1; round <= plan.rounds; round++) {
    const seen = decided.length;
    const due = Math.floor((round * plan.pairs) / plan.rounds) - seen;
    const pairs = poolPairs(learner, good.pool, 0, new Map(), 0, isSafe, random).slice(0, due);
    decided.push(...(await decidePairs(pairs, judges, random)));
    await learner.observe(
      decided.slice(seen).map(({ pair: { prompt, a, b }, label }, i) => {
        const shared = { id: seen + i + 1, promptId: prompt.id, prompt: prompt.text, bothBad: 0 };
        return { ...shared, a: a.tokens, b: b.tokens, label };
      }),
    );
    learner.fitReward();
    const rules = { iterations: plan.iterations, isGated: true, eosId: tokenizer.eosId };
    const outcome = await gatedRound(learner, method, rules, start, good, sample);
    good = outcome.good;
    if (outcome.reason !== null) rejected++;
    bars.advance(1);
  }
  bars.stop();
  await learner.restore(good.state);
  await method.dispose();
  return { decided, rejected };
}
