import { readdir, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { mean } from "../../stats/moments.ts";
import { soleTaste } from "../crowd/load-tastes.ts";
import { type ArenaChoice, openArena } from "../simulate/simulated-arena.ts";
import { tastesIn } from "../tastes/taste-lists.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable, percent } from "../terminal/table.ts";
import { KIND_NAMES, learnAveraged, readByKinds } from "./averaged-heads.ts";
import { type Drawn, drawAnswers, onlyGroups } from "./drawn-answers.ts";
import { castVotes, type LearntReward, linearHead, measureReward, scoresOf, type VotesCast } from "./learnt-reward.ts";
import { TRIED_HEADS } from "./tried-heads.ts";

export interface FeaturesOptions extends ArenaChoice {
  /** Tastes as the crowd takes them, or folders of them, separated by semicolons; "all" are the shipped ones. */
  readonly taste: string;
  readonly votes: readonly number[];
  readonly seeds: number;
  /** Share of votes flipped. */
  readonly noise: number;
  /** Whether groups are tried alone and left out, too. */
  readonly ablation: boolean;
  /** Whether heads of different kinds are averaged, beside the one of all groups. */
  readonly averaging: boolean;
  /** Whether what was tried beside the trainer's head is measured, too. */
  readonly trials: boolean;
  readonly json?: string;
}

interface Row extends LearntReward {
  readonly features: string;
  readonly taste: string;
  readonly votes: number;
}

/** What each group of features is worth to the reward model, without rounds and training: votes on fixed answers, a fit, and what it gets right. */
export async function features(options: FeaturesOptions): Promise<void> {
  const { taste, votes, seeds, noise } = options;
  const tastes = await tastesNamed(taste);
  const arena = await openArena(options);
  process.stderr.write("Drawing answers and reading them\n");
  const drawn = await drawAnswers(arena, 1);
  const counts = new Map<string, number[]>();
  const ways = waysOf(drawn, options, counts);
  const bar = measuringBar("{bar} {stage} ETA {eta_formatted}", ways.length * tastes.length, { stage: "" });
  const rows: Row[] = [];
  try {
    for (const { name, learn } of ways)
      for (const { name: of, score } of tastes) {
        const truth = scoresOf(score, drawn);
        for (const count of votes) {
          const learnt = Array.from({ length: seeds }, (_, i) =>
            learn(truth, { count, noise, seed: 1_000 * (i + 1) + count }),
          );
          rows.push({ features: name, taste: of, votes: count, ...meanOf(learnt) });
        }
        bar.increment(1, { stage: name });
        await setImmediate();
      }
  } finally {
    bar.stop();
  }
  process.stdout.write(describe(rows, options));
  for (const [kind, weights] of counts) process.stdout.write(`${kind} counts ${percent(mean(weights))}\n`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(rows, null, 1)}\n`);
}

const ALL = "all";

/** A way of learning a reward from votes on the drawn answers. */
interface Way {
  readonly name: string;
  learn(truth: ReturnType<typeof scoresOf>, votes: VotesCast): LearntReward;
}

/** @param counts gets what heads of each kind count, where they are averaged */
function waysOf(
  drawn: Awaited<ReturnType<typeof drawAnswers>>,
  { ablation, averaging, trials }: FeaturesOptions,
  counts: Map<string, number[]>,
): readonly Way[] {
  const way = (name: string, some: Drawn, head = linearHead): Way => ({
    name,
    learn(truth, cast) {
      const reward = head(some, castVotes(some.voted, truth.voted, cast));
      return measureReward(some.heldOut.perPrompt, truth.heldOut, some.heldOut.features.map(reward));
    },
  });
  const kinds = averaging ? readByKinds(drawn) : [];
  const averaged: Way = {
    name: "heads averaged",
    learn(truth, cast) {
      const { weights, ...learnt } = learnAveraged(kinds, truth.voted, truth.heldOut, cast);
      for (const [k, kind] of KIND_NAMES.entries()) counts.set(kind, [...(counts.get(kind) ?? []), weights[k]!]);
      return learnt;
    },
  };
  return [
    way(ALL, drawn),
    ...(ablation ? drawn.groups : []).flatMap(({ name }) => [
      way(
        `only ${name}`,
        onlyGroups(drawn, (group) => group.name === name),
      ),
      way(
        `without ${name}`,
        onlyGroups(drawn, (group) => group.name !== name),
      ),
    ]),
    ...(trials ? Object.entries(TRIED_HEADS) : []).map(([name, head]) => way(name, drawn, head)),
    ...(trials ? [way("order of states", drawn.ordered)] : []),
    ...(averaging ? [averaged] : []),
  ];
}

async function tastesNamed(list: string) {
  const names: string[] = [];
  for (const part of tastesIn(list)) {
    const isFolder = (await stat(part).catch(() => null))?.isDirectory() === true;
    if (isFolder)
      names.push(...(await readdir(part)).filter((file) => file.endsWith(".mjs")).map((file) => join(part, file)));
    else names.push(part);
  }
  return Promise.all(names.map(async (name) => ({ name: basename(name, ".mjs"), score: await soleTaste(name) })));
}

const meanOf = (some: readonly LearntReward[]): LearntReward => ({
  accuracy: mean(some.map(({ accuracy }) => accuracy)),
  best: mean(some.map(({ best }) => best)),
  ceiling: mean(some.map(({ ceiling }) => ceiling)),
});

function describe(rows: readonly Row[], { votes, seeds, noise }: FeaturesOptions): string {
  const cells = (some: readonly Row[]) =>
    votes.flatMap((count) => {
      const { accuracy, best, ceiling } = meanOf(some.filter((row) => row.votes === count));
      return [percent(accuracy), percent(best), percent(best - ceiling)];
    });
  const head = votes.flatMap((count) => [`${count} votes: pairs`, "best of 16", "to the ceiling"]);
  const all = rows.filter((row) => row.features === ALL);
  const byTaste = [...Map.groupBy(all, ({ taste }) => taste)].map(([taste, some]) => [taste, ...cells(some)]);
  const bySet = [...Map.groupBy(rows, (row) => row.features)].map(([name, some]) => [name, ...cells(some)]);
  return [
    `Votes on random pairs of answers of the starting model, ${percent(noise)} of them flipped; ${seeds} seeds. Pairs: share of pairs of answers to held-out prompts that`,
    "the reward orders as the noise-free taste does. Best of 16: how often the best one by the reward wins against another one; the ceiling: the best one by the taste.",
    "",
    formatTable(["taste", ...head], byTaste),
    formatTable(["features, mean over tastes", ...head], bySet),
  ].join("\n");
}
