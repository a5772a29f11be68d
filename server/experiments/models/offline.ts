import { seeded } from "../../../shared/random/seeded.ts";
import type { NewAnswer, NewPair } from "../../ports/pool.ts";
import { mean } from "../../stats/moments.ts";
import { newMemory, openLearner } from "../../trainer/learner.ts";
import type { Learner } from "../../trainer/learner-contract.ts";
import { PROMPT_SPLITS, prompts, type WorldPrompt } from "../../world/prompts.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { answering, answersOf, bestOfOthers, type MeasuredAnswers } from "../crowd/measure-policy.ts";
import { type Camp, type StandardCrowd, standardCrowd } from "../crowd/standard-crowd.ts";
import { openPocketArena } from "../simulate/simulated-arena.ts";
import { castVotes } from "../simulate/voting.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable, percent } from "../terminal/table.ts";

export interface OfflineOptions {
  readonly folder: string;
  readonly taste: string;
  readonly votes: readonly number[];
  readonly noise: number;
  readonly seeds: number;
}

/** Answers to each training prompt, and to each that is kept from training: one to be compared with the best of 16 others. */
const PER_PROMPT = { train: 8, kept: 17 } as const;
const KEPT = PROMPT_SPLITS.filter((split) => split !== "train");

/**
 * What the reward model learns of tastes from votes on random pairs of the starting model's answers, without a policy that moves: how many pairs of
 * answers to prompts that are kept from training it orders rightly, and how often its best of 16 answers wins against another one.
 */
export async function offline({ folder, taste, votes, noise, seeds }: OfflineOptions): Promise<void> {
  const { learner: options } = await openPocketArena(folder);
  const names = taste === "all" ? Object.keys(namedTastes) : taste.split(";");
  const head = ["taste", "votes", ...KEPT.flatMap((split) => [`${split}: pairs`, "best of 16"]), "by the taste"];
  const rows: Row[] = [];
  const bar = measuringBar("{bar} {value}/{total} {stage}", seeds * names.length, { stage: "reading answers" });
  for (let seed = 1; seed <= seeds; seed++) {
    const learner = await openLearner({ ...options, seed });
    const read = (split: WorldPrompt["split"]) => {
      const count = split === "train" ? PER_PROMPT.train : PER_PROMPT.kept;
      const asked = prompts.filter((prompt) => prompt.split === split).flatMap(({ text }) => Array(count).fill(text));
      return answersOf(
        answering(learner, (tokens) => options.tokenizer.decode(tokens)),
        asked,
        seeded(seed + 777),
      );
    };
    const train = await read("train");
    const kept = new Map<WorldPrompt["split"], MeasuredAnswers>();
    for (const split of KEPT) kept.set(split, await read(split));
    for (const name of names) {
      const camps = await loadTastes(name);
      for (const count of votes) {
        const crowd = await vote(learner, train, camps, { count, noise, random: seeded(seed * 1_009 + count) });
        const figures = [...kept.values()].map((answers) => measure(learner, answers, crowd));
        const shares = [
          ...figures.flatMap(({ right, bestByReward }) => [right, bestByReward]),
          figures[0]!.bestByTaste,
        ];
        rows.push({ taste: name.split(/[/\\]/).at(-1)!, votes: count, shares });
      }
      bar.increment(1, { stage: name });
    }
    await learner.dispose();
  }
  bar.stop();
  const byTaste = [...Map.groupBy(rows, (row) => `${row.taste} ${row.votes}`).values()].map(averaged);
  const overall = votes.map((count) =>
    averaged(rows.filter((row) => row.votes === count).map((row) => ({ ...row, taste: "all" }))),
  );
  process.stdout.write(formatTable(head, [...byTaste, ...overall]));
}

interface Row {
  readonly taste: string;
  readonly votes: number;
  readonly shares: readonly number[];
}

const averaged = (rows: readonly Row[]): string[] => {
  const { taste, votes, shares } = rows[0]!;
  return [taste, String(votes), ...shares.map((_, i) => percent(mean(rows.map((row) => row.shares[i]!))))];
};

/** Lets a crowd vote on random pairs, and fits a reward model to nothing but these votes. */
async function vote(
  learner: Learner,
  { answers, generated }: MeasuredAnswers,
  camps: readonly Camp[],
  { count, noise, random }: { readonly count: number; readonly noise: number; readonly random: () => number },
): Promise<StandardCrowd> {
  const crowd = standardCrowd(camps, answers);
  const groups = [...Map.groupBy(answers.keys(), (i) => answers[i]!.prompt).values()];
  const draw = (from: readonly number[]) => from[Math.floor(random() * from.length)]!;
  const side = (i: number): NewAnswer => ({
    ...{ text: answers[i]!.response, tokens: generated[i]!.response, policyVersion: 0, reward: null },
  });
  const pairs: NewPair[] = [];
  while (pairs.length < count) {
    const group = groups[Math.floor(random() * groups.length)]!;
    const [a, b] = [side(draw(group)), side(draw(group))];
    const { prompt: text } = answers[group[0]!]!;
    if (a.text !== b.text) pairs.push({ kind: "rapid", prompt: { id: text, text }, a, b, priority: 0 });
  }
  learner.recall(newMemory());
  await learner.observe(castVotes(pairs, crowd, noise, 0, random));
  learner.fitReward();
  return crowd;
}

function measure(learner: Learner, given: MeasuredAnswers, { tastes }: StandardCrowd) {
  const rewards = learner.rewards(given.readings);
  const { answers } = given;
  const liked = answers.map((answer) => tastes.reduce((sum, { share, taste }) => sum + share * taste.score(answer), 0));
  let [right, all] = [0, 0];
  for (const group of Map.groupBy(answers.keys(), (i) => answers[i]!.prompt).values())
    for (const [at, i] of group.entries())
      for (const j of group.slice(at + 1)) {
        const margin = liked[i]! - liked[j]!;
        if (margin === 0) continue;
        all++;
        right += (Math.sign(margin * (rewards[i]! - rewards[j]!)) + 1) / 2;
      }
  return { right: right / all, ...bestOfOthers(given, tastes, rewards) };
}
