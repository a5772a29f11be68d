import { type Decision, decide } from "../../external/constitution/decide.ts";
import { METHODS } from "../../methods/registry.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { NOTHING_EARLIER, poolPairs } from "../../trainer/pool/answer-pool.ts";
import { isSafe } from "../../world/safety.ts";
import { gatedRound } from "../simulate/gated-rounds.ts";
import { trainingPool } from "../simulate/training-pool.ts";
import type { ConstitutionPlan, ConstitutionWorld } from "./constitution-run.ts";

/** The reinforcement stage: in rounds, principles decide fresh pairs, the reward model is fitted to all, and PPO follows it. Leaves the learner at its best policy. */
export async function trainByPrinciples(
  { tokenizer, judges, bars }: ConstitutionWorld,
  plan: ConstitutionPlan,
  learner: Learner,
  random: () => number,
): Promise<{ decided: readonly Decision[]; rejected: number }> {
  const method = METHODS.ppo.open(learner);
  const sample = () => trainingPool(learner, (tokens) => tokenizer.decode(tokens), random);
  const start = await sample();
  const decided: Decision[] = [];
  let good = { state: method.state(), pool: start };
  let rejected = 0;
  bars.start("preferences by principle and PPO", plan.rounds);
  for (let round = 1; round <= plan.rounds; round++) {
    const seen = decided.length;
    const due = Math.floor((round * plan.pairs) / plan.rounds) - seen;
    const pairs = poolPairs(learner, good.pool, 0, NOTHING_EARLIER, 0, isSafe, random).slice(0, due);
    const texts = pairs.map(({ prompt, a, b }) => ({ prompt: prompt.text, a: a.text, b: b.text }));
    const decisions = await decide(texts, judges);
    decided.push(...decisions);
    await learner.observe(
      pairs.map(({ prompt, a, b }, i) => {
        const shared = { id: seen + i + 1, promptId: prompt.id, prompt: prompt.text, bothBad: 0 };
        return { ...shared, a: a.tokens, b: b.tokens, label: decisions[i]!.share };
      }),
    );
    learner.reweigh(evenWeights(decided, judges.length));
    learner.fitReward();
    const rules = { iterations: plan.iterations, isGated: true, eosId: tokenizer.eosId };
    const outcome = await gatedRound(learner, method, rules, start, good, sample);
    good = outcome.good;
    if (outcome.reason !== null) rejected++;
    bars.advance(1);
  }
  bars.stop();
  await method.restore(good.state);
  await method.dispose();
  return { decided, rejected };
}

/** The most that a pair of a principle which seldom sees a difference counts for. */
const MOST = 4;

/** Weights of the pairs, by id, that let all principles that decided any count alike, however often each had something to say. */
function evenWeights(decided: readonly Decision[], principles: number): ReadonlyMap<number, number> {
  const counts = Map.groupBy(decided, ({ principle }) => principle);
  const share = decided.length / principles;
  return new Map(
    decided.map(({ principle }, i) => [
      i + 1,
      principle === null ? 1 : Math.min(MOST, share / counts.get(principle)!.length),
    ]),
  );
}
