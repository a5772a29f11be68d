import { seeded } from "../../../shared/random/seeded.ts";
import { trustOf } from "../../reward/trust.ts";
import { mean, meanAndStd } from "../../stats/moments.ts";
import { newMemory, openLearner } from "../../trainer/learner.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { type AnswerPool, NOTHING_EARLIER, poolPairs } from "../../trainer/pool/answer-pool.ts";
import { loadCrowd } from "../crowd/load-tastes.ts";
import { answering, answersOf, bestOfOthers, type MeasuredAnswers, orderAccuracy } from "../crowd/measure-policy.ts";
import { type StandardCrowd, standardCrowd } from "../crowd/standard-crowd.ts";
import { type ArenaChoice, openArena, type SimulatedArena } from "../simulate/simulated-arena.ts";
import { spreadOf, trainingPool } from "../simulate/training-round.ts";
import { humanVotes, seatedVotes } from "../simulate/voting.ts";
import { openTable, percent } from "../terminal/table.ts";

export interface EvidenceOptions extends ArenaChoice {
  /** Tastes as `--taste` of the crowd takes them, separated by semicolons. */
  readonly taste: string;
  readonly seeds: number;
  readonly rounds: number;
  /** Numbers of votes after which the reward model is examined; the largest is the whole run. */
  readonly votes: readonly number[];
  /** Share of votes flipped. */
  readonly noise: number;
  /** Players who vote in turn; without it every vote is another person's. */
  readonly players?: number;
  /** Share of the crowd that votes at random, whatever the taste of the others. */
  readonly randomPlayers: number;
  readonly reliability: "on" | "off";
  /** What everybody likes from `laterFrom` on, as the crowd takes it. */
  readonly laterTaste?: string;
  /** A round, from 1. */
  readonly laterFrom: number;
}

/** What is known of a reward model after so many votes. */
interface Examined {
  readonly votes: number;
  readonly evidence: number;
  readonly accuracy: number;
  readonly trust: number;
  /** Comparisons that hardly count any more, because the crowd was found to have changed its mind. */
  readonly outdated: number;
  /** Share of pairs of held-out answers that the reward orders as the crowd's present taste does. */
  readonly rewardAccuracy: number;
  /** What the best of 16 by the reward wins against one more answer, by that taste. */
  readonly bestByReward: number;
}

const { head, line } = openTable([
  { heading: "taste", width: 36, align: "left" },
  { heading: "votes", width: 5, align: "right" },
  { heading: "crowds", width: 6, align: "right" },
  { heading: "heldAcc", width: 7, align: "right" },
  { heading: "evidence", width: 8, align: "right" },
  { heading: "std", width: 5, align: "right" },
  { heading: "trust", width: 5, align: "right" },
  { heading: "below .2", width: 8, align: "right" },
  { heading: "above .8", width: 8, align: "right" },
  { heading: "rmAcc", width: 6, align: "right" },
  { heading: "boRew", width: 6, align: "right" },
  { heading: "changed", width: 7, align: "right" },
]);

/**
 * What reward models know of their crowds, and how far they are trusted, over many crowds: votes on pairs of the starting model's answers, chosen as they
 * are dealt, and no training of the policy. It takes seconds a crowd, so that rare mistakes can be counted.
 */
export async function evidence(options: EvidenceOptions): Promise<void> {
  const { taste, seeds, rounds, votes, randomPlayers, laterTaste } = options;
  const opened = await openArena(options);
  const { arena } = opened;
  const weighsRaters = options.reliability === "on";
  const learner = await openLearner({ ...opened.learner, weighsRaters, seed: 1 });
  const decode = (tokens: readonly number[]) => opened.learner.tokenizer.decode(tokens);
  const random = seeded(778);
  const pools: AnswerPool[] = [];
  for (let round = 0; round < rounds; round++) pools.push(await trainingPool(learner, decode, random, arena));
  const heldOut = await answersOf(answering(learner, decode), arena.questions, seeded(777));
  process.stdout.write(`${head}\n`);
  const crowdOf = async (name: string) => standardCrowd(await loadCrowd(name, randomPlayers), spreadOf(pools[0]!));
  const later = laterTaste === undefined ? null : await crowdOf(laterTaste);
  for (const name of taste.split(";")) {
    const first = await crowdOf(name);
    const crowdIn = (round: number) => (later !== null && round >= options.laterFrom ? later : first);
    const examined: Examined[] = [];
    for (let seed = 1; seed <= seeds; seed++)
      examined.push(...(await examineCrowd(learner, arena, pools, crowdIn, heldOut, { ...options, seed })));
    for (const count of votes)
      process.stdout.write(
        `${lineOf(
          name,
          examined.filter((one) => one.votes === count),
        )}\n`,
      );
  }
  await learner.dispose();
}

async function examineCrowd(
  learner: Learner,
  { isSafe }: Pick<SimulatedArena, "isSafe">,
  pools: readonly AnswerPool[],
  crowdIn: (round: number) => StandardCrowd,
  heldOut: MeasuredAnswers,
  { votes, noise, players, seed }: Pick<EvidenceOptions, "votes" | "noise" | "players"> & { readonly seed: number },
): Promise<Examined[]> {
  const random = seeded(seed * 31 + 7);
  const voting = players === undefined ? humanVotes(noise) : seatedVotes(players, noise);
  const all = Math.max(...votes);
  const examined: Examined[] = [];
  learner.recall(newMemory());
  let cast = 0;
  for (const [i, pool] of pools.entries()) {
    const wanted = Math.floor(((i + 1) * all) / pools.length) - cast;
    const pairs = poolPairs(learner, pool, 0, NOTHING_EARLIER, 0, isSafe, random);
    const crowd = crowdIn(i + 1);
    await learner.observe(await voting(pairs, wanted, crowd, cast, random));
    const before = cast;
    cast += wanted;
    const { evidence, accuracy, comparisons } = learner.fitReward()!;
    const mark = votes.find((one) => before < one && one <= cast);
    if (mark === undefined) continue;
    const rewards = learner.rewards(heldOut.readings);
    examined.push({
      ...{ votes: mark, evidence, accuracy, trust: trustOf({ evidence, comparisons }), outdated: learner.outdated },
      rewardAccuracy: orderAccuracy(heldOut.answers, crowd.tastes, rewards),
      bestByReward: bestOfOthers(heldOut, crowd.tastes, rewards).bestByReward,
    });
  }
  return examined;
}

function lineOf(name: string, crowds: readonly Examined[]): string {
  const evidences = meanAndStd(crowds.map((one) => one.evidence));
  const meanOf = (pick: (one: Examined) => number) => mean(crowds.map(pick));
  const share = (holds: (one: Examined) => boolean) => percent(crowds.filter(holds).length / crowds.length, 0);
  return line([
    name,
    String(crowds[0]!.votes),
    String(crowds.length),
    meanOf(({ accuracy }) => accuracy).toFixed(3),
    evidences.mean.toFixed(2),
    evidences.std.toFixed(2),
    meanOf(({ trust }) => trust).toFixed(2),
    share(({ trust }) => trust < 0.2),
    share(({ trust }) => trust > 0.8),
    meanOf(({ rewardAccuracy }) => rewardAccuracy).toFixed(3),
    meanOf(({ bestByReward }) => bestByReward).toFixed(3),
    share(({ outdated }) => outdated > 0),
  ]);
}
