import { METHOD_NAMES, type MethodName } from "../../shared/protocol/training-methods.ts";
import { finite } from "../methods/method.ts";
import type { ExchangeableMethod } from "../methods/registry.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { Stores } from "../ports/stores.ts";
import type { Learner } from "./learner-contract.ts";
import { PICKING, type PickSettings } from "./pool/pick-varied.ts";

/** How much a cycle may do; times in milliseconds. */
export interface Schedule {
  /** Iterations of a cycle, at most. */
  readonly iterations: number;
  /** So many are always run: what follows them costs as much whatever they changed. */
  readonly leastIterations: number;
  /**
   * Iterations that a comparison is worth, of the first `PRACTISED`: while they come to less the trainer goes on without new votes. One whose steps
   * were short, since the reward was trusted little, counts as much less, and so does one whose reward knew fewer votes. 0 where every cycle keeps up with its
   * votes.
   */
  readonly practice: number;
  /** No further iteration begins where the cycle, the gate included, would then take longer than this. */
  readonly cycleMs: number;
  /** Prompts of an answer pool, and answers to each: one batch of the generator, as rows beside a full batch cost as much again. */
  readonly poolPrompts: number;
  readonly perPrompt: number;
  /** Showdown pairs of an answer pool. */
  readonly showdowns: number;
  /** Undealt rapid pairs below which the pool is filled up; where they are dealt fast, `pool-demand.ts` raises it. */
  readonly lowWater: number;
  /** Rapid pairs that an answer may be in: more than one where answers are dear and would soon be used up. */
  readonly meetings: number;
  /** Pools of the starting model's answers that are drawn at the start, for later versions' answers to meet. */
  readonly startPools: number;
  /** How answers for show are picked. */
  readonly picking: PickSettings;
}

/** On the pocket model: a cycle fits into the break between two rounds. */
export const SCHEDULE: Schedule = {
  iterations: 3,
  leastIterations: 1,
  practice: 0,
  cycleMs: 5_000,
  poolPrompts: 64,
  perPrompt: 4,
  showdowns: 24,
  lowWater: 60,
  meetings: 1,
  startPools: 2,
  picking: PICKING,
};

/** A line, as far as its iterations are counted. */
interface Scheduled {
  readonly arenaId: ArenaId;
  readonly schedule: Schedule;
  readonly stores: Pick<Stores, "trainingSteps">;
}

/** Comparisons that are practised for after the last of them; of more, cycles go on only while votes come. */
const PRACTISED = 500;

/**
 * Iterates while another iteration would end before `deadline` (of `performance.now`), but as often as a candidate is worth its gate; each leaves its
 * metrics under the method's name. A reward that is not trusted at all moves nothing.
 */
export async function improvePolicy(
  {
    arenaId,
    learner,
    method,
    schedule,
    stores,
  }: Scheduled & { readonly method: ExchangeableMethod; readonly learner: Pick<Learner, "comparisons" | "trust"> },
  name: MethodName,
  policyVersion: number,
  deadline: number,
): Promise<void> {
  if (learner.trust === 0) return;
  for (let i = 0; i < schedule.iterations; i++) {
    const started = performance.now();
    const { comparisons, trust } = learner;
    const metrics = finite({ ...(await method.iterate()), comparisons, trust });
    await stores.trainingSteps.add(arenaId, [{ kind: name, policyVersion, metrics }]);
    const now = performance.now();
    if (i + 1 >= schedule.leastIterations && now + (now - started) > deadline) return;
  }
}

/**
 * Whether less practice was had than the votes are worth. Where a model learns more slowly than a class votes, it goes on practising between
 * games, as it would have done in a class that votes as slowly.
 */
export async function owesPractice({
  arenaId,
  learner,
  schedule,
  stores,
}: Scheduled & { readonly learner: Pick<Learner, "comparisons" | "trust"> }): Promise<boolean> {
  if (learner.trust === 0) return false;
  const owed = Math.floor(schedule.practice * Math.min(PRACTISED, learner.comparisons));
  return owed > 0 && (await stores.trainingSteps.practised(arenaId, METHOD_NAMES, learner.comparisons)) < owed;
}
