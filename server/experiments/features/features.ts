import { readdir, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { mean } from "../../stats/moments.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { type ArenaChoice, openArena } from "../simulate/simulated-arena.ts";
import { measuringBar } from "../terminal/progress.ts";
import { formatTable, percent } from "../terminal/table.ts";
import { KIND_NAMES, learnAveraged, readByKinds } from "./averaged-heads.ts";
import { type Drawn, drawAnswers, onlyGroups } from "./drawn-answers.ts";
import { castVotes, type LearntReward, learnReward, measureReward, scoresOf } from "./learnt-reward.ts";
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
  const sets = setsOf(drawn, options.ablation);
  const kinds = options.averaging ? readByKinds(drawn) : [];
  const bar = measuringBar(
    "{bar} {stage} ETA {eta_formatted}",
    (sets.length + Math.min(1, kinds.length) + (options.trials ? Object.keys(TRIED_HEADS).length : 0)) * tastes.length,
    { stage: "" },
  );
  const rows: Row[] = [];
  const counts = new Map<string, number[]>();
  try {
    for (const { name, drawn: some } of sets)
      for (const { name: of, score } of tastes) {
        const truth = scoresOf(score, some);
        for (const count of votes) {
          const learnt = Array.from({ length: seeds }, (_, i) => {
            const cast = castVotes(some.voted, truth.voted, count, noise, 1_000 * (i + 1) + count);
            return learnReward(some, cast, truth.heldOut);
          });
          rows.push({ features: name, taste: of, votes: count, ...meanOf(learnt) });
        }
        bar.increment(1, { stage: name });
        await setImmediate();
      }
    for (const [name, learn] of Object.entries(options.trials ? TRIED_HEADS : {})) {
      const some = name === "order of states" ? drawn.ordered : drawn;
      for (const { name: of, score } of tastes) {
        const truth = scoresOf(score, some);
        for (const count of votes) {
          const learnt = Array.from({ length: seeds }, (_, i) => {
            const reward = learn(some, castVotes(some.voted, truth.voted, count, noise, 1_000 * (i + 1) + count));
            return measureReward(some.heldOut.perPrompt, truth.heldOut, some.heldOut.features.map(reward));
          });
          rows.push({ features: name, taste: of, votes: count, ...meanOf(learnt) });
        }
        bar.increment(1, { stage: name });
        await setImmediate();
      }
    }
    for (const { name: of, score } of kinds.length > 0 ? tastes : []) {
      const truth = scoresOf(score, drawn);
      for (const count of votes) {
        const learnt = Array.from({ length: seeds }, (_, i) =>
          learnAveraged(kinds, truth.voted, truth.heldOut, { count, noise, seed: 1_000 * (i + 1) + count }),
        );
        rows.push({ features: AVERAGE, taste: of, votes: count, ...meanOf(learnt) });
        for (const [k, kind] of KIND_NAMES.entries())
          counts.set(kind, [...(counts.get(kind) ?? []), ...learnt.map(({ weights }) => weights[k]!)]);
      }
      bar.increment(1, { stage: AVERAGE });
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
const AVERAGE = "heads averaged";

function setsOf(drawn: Drawn, ablation: boolean): { readonly name: string; readonly drawn: Drawn }[] {
  const { groups } = drawn;
  return [
    { name: ALL, drawn },
    ...(ablation ? groups : []).flatMap(({ name }) => [
      { name: `only ${name}`, drawn: onlyGroups(drawn, (group) => group.name === name) },
      { name: `without ${name}`, drawn: onlyGroups(drawn, (group) => group.name !== name) },
    ]),
  ];
}

async function tastesNamed(list: string) {
  const names: string[] = [];
  for (const part of list.split(";")) {
    const isFolder = (await stat(part).catch(() => null))?.isDirectory() === true;
    if (isFolder)
      names.push(...(await readdir(part)).filter((file) => file.endsWith(".mjs")).map((file) => join(part, file)));
    else names.push(...(part === "all" ? Object.keys(namedTastes) : [part]));
  }
  return Promise.all(
    names.map(async (name) => {
      const [camp, ...others] = await loadTastes(name);
      if (others.length > 0 || camp!.taste === "random")
        throw new Error(`--taste: features are tried by one taste after another; ${JSON.stringify(name)} is none`);
      return { name: basename(name, ".mjs"), score: camp!.taste };
    }),
  );
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
