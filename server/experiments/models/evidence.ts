import { seeded } from "../../../shared/random/seeded.ts";
import { trustOf } from "../../reward/trust.ts";
import { mean, meanAndStd } from "../../stats/moments.ts";
import { newMemory, openLearner } from "../../trainer/learner.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { type AnswerPool, NOTHING_EARLIER, poolPairs } from "../../trainer/pool/answer-pool.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { type StandardCrowd, standardCrowd } from "../crowd/standard-crowd.ts";
import { type ArenaChoice, openArena, type SimulatedArena } from "../simulate/simulated-arena.ts";
import { spreadOf, trainingPool } from "../simulate/training-round.ts";
import { castVotes } from "../simulate/voting.ts";
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
}

/** What is known of a reward model after so many votes. */
interface Examined {
  readonly votes: number;
  readonly evidence: number;
  readonly accuracy: number;
  readonly trust: number;
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
]);

/**
 * How far reward models are trusted, over many crowds: votes on pairs of the starting model's answers, chosen as they are dealt, and no training of the
 * policy. It takes seconds a crowd, so that the trust can be measured over many of them.
 */
export async function evidence({ taste, seeds, rounds, votes, noise, ...choice }: EvidenceOptions): Promise<void> {
  const { arena, learner: options } = await openArena(choice);
  const learner = await openLearner({ ...options, seed: 1 });
  const decode = (tokens: readonly number[]) => options.tokenizer.decode(tokens);
  const random = seeded(778);
  const pools: AnswerPool[] = [];
  for (let round = 0; round < rounds; round++) pools.push(await trainingPool(learner, decode, random, arena));
  process.stdout.write(`${head}\n`);
  for (const name of taste.split(";")) {
    const crowd = standardCrowd(await loadTastes(name), spreadOf(pools[0]!));
    const examined: Examined[] = [];
    for (let seed = 1; seed <= seeds; seed++)
      examined.push(...(await examineCrowd(learner, arena, pools, crowd, votes, noise, seed)));
    for (const count of new Set(examined.map((one) => one.votes)))
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
  crowd: StandardCrowd,
  votes: readonly number[],
  noise: number,
  seed: number,
): Promise<Examined[]> {
  const random = seeded(seed * 31 + 7);
  const all = Math.max(...votes);
  const examined: Examined[] = [];
  learner.recall(newMemory());
  let cast = 0;
  for (const [round, pool] of pools.entries()) {
    const wanted = Math.floor(((round + 1) * all) / pools.length) - cast;
    const pairs = poolPairs(learner, pool, 0, NOTHING_EARLIER, 0, isSafe, random);
    await learner.observe(castVotes(pairs.slice(0, wanted), crowd, noise, cast, random));
    const before = cast;
    cast += wanted;
    const quality = learner.fitReward()!;
    if (votes.some((mark) => before < mark && mark <= cast))
      examined.push({ votes: cast, evidence: quality.evidence, accuracy: quality.accuracy, trust: trustOf(quality) });
  }
  return examined;
}

function lineOf(name: string, crowds: readonly Examined[]): string {
  const evidences = meanAndStd(crowds.map((one) => one.evidence));
  const trusts = crowds.map(({ trust }) => trust);
  const share = (holds: (trust: number) => boolean) => percent(trusts.filter(holds).length / trusts.length, 0);
  return line([
    name,
    String(crowds[0]!.votes),
    String(crowds.length),
    mean(crowds.map((one) => one.accuracy)).toFixed(3),
    evidences.mean.toFixed(2),
    evidences.std.toFixed(2),
    mean(trusts).toFixed(2),
    share((trust) => trust < 0.2),
    share((trust) => trust > 0.8),
  ]);
}
