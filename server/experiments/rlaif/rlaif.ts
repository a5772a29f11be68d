import { writeFile } from "node:fs/promises";
import { seeded } from "../../../shared/random/seeded.ts";
import { readConfig } from "../../config.ts";
import { type ChatClient, configuredClient } from "../../external/endpoint/chat-client.ts";
import type { Judge } from "../../external/judges/judge.ts";
import { openJudge } from "../../external/judges/open-judge.ts";
import type { Trunk } from "../../external/judges/reward-model-judge.ts";
import { tasteJudge } from "../../external/judges/taste-judge.ts";
import { openLearner } from "../../trainer/learner.ts";
import { PICKING } from "../../trainer/pool/pick-varied.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { summarise } from "../simulate/points-summary.ts";
import { pointLine, pointsHead } from "../simulate/points-table.ts";
import type { SimulateOptions } from "../simulate/simulate.ts";
import { type Point, simulateSession } from "../simulate/simulate-session.ts";
import { pocketSetting } from "../simulate/training-round.ts";
import { VARIANTS } from "../simulate/variants.ts";
import { trainingBar } from "../terminal/progress.ts";
import { formatList } from "../terminal/table.ts";
import { agreementText, imperfectJudge, mixedVotes, newTally } from "./mixed-votes.ts";

export interface RlaifOptions extends Omit<SimulateOptions, "firstSeed"> {
  /** "endpoint", a named taste, a module, a .json file of rules, or a reward model's folder. */
  readonly judge: string;
  /** The judge keeps its opinion with this probability and else gives the opposite; without it the judge never errs. */
  readonly judgeAccuracy?: number;
  /** Share of the labels that the judge gives, 0-1. */
  readonly aiShare: number;
}

/** Reinforcement learning from AI feedback (Bai et al. 2022, Lee et al. 2023), alone or beside simulated human votes, measured by the noise-free taste of the humans. */
export async function rlaif(options: RlaifOptions): Promise<void> {
  const { folder, taste, seeds, aiShare, noise, judge: judgeName, judgeAccuracy } = options;
  const camps = await loadTastes(taste);
  const openClient = sharedClient();
  const pocket = await pocketSetting(folder);
  const { tokenizer } = pocket;
  const points: Point[] = [];
  const all = newTally();
  const variant = VARIANTS[options.method];
  for (let seed = 1; seed <= seeds; seed++) {
    const learner = await openLearner({ ...pocket, ...variant.learner, seed });
    const trunk = { reference: learner.reference, tokenizer, shape: POCKET_SHAPE };
    const named = await judgeNamed(judgeName, { trunk, openClient });
    const judge = judgeAccuracy === undefined ? named : imperfectJudge(named, judgeAccuracy, seeded(seed * 101 + 5));
    const method = variant.method.open(learner);
    if (seed === 1) process.stdout.write(`${pointsHead}\n`);
    const bar = trainingBar(`${judge.name} seed ${seed} {bar} {value}/{total} labels`, Math.max(...options.votes));
    const voting = mixedVotes(judge, { aiShare, noise, seed, onLabels: (count) => bar.increment(count) }, all);
    try {
      for await (const point of simulateSession(
        learner,
        method,
        camps,
        { ...options, isGated: variant.gated, seed, picking: PICKING, campAim: "majority", change: null },
        tokenizer,
        voting,
      )) {
        points.push({ ...point, taste, seed, method: options.method });
        process.stdout.write(`${pointLine(points.at(-1)!)}\n`);
      }
    } finally {
      bar.stop();
    }
    await method.dispose();
    await learner.dispose();
  }
  process.stdout.write(summarise(points));
  const agreement = formatList([
    ["  simulated humans", agreementText(all.people)],
    ["  their taste without noise", agreementText(all.taste)],
    ["  itself with sides swapped", agreementText(all.orders)],
  ]);
  process.stdout.write(`${all.labels} labels by ${judgeName}. It agrees with\n${agreement}`);
  if (judgeName === taste)
    process.stdout.write(
      "Judge and measure are one rule here: a judge of other rules shows what labels teach beyond it.\n",
    );
  if (options.json) await writeFile(options.json, `${JSON.stringify({ points, judge: all }, null, 1)}\n`);
}

/** One client, and so one budget, for all runs. It is opened when a judge asks for it. */
function sharedClient(): () => ChatClient {
  let client: ChatClient | null = null;
  return () => (client ??= configuredClient(readConfig(process.env).endpoint));
}

/** A module is a taste of the user's own. Only the command line runs one. */
async function judgeNamed(name: string, sources: { trunk: Trunk; openClient: () => ChatClient }): Promise<Judge> {
  if (!/\.[cm]?[jt]s$/.test(name)) return openJudge(name, sources);
  const [camp] = await loadTastes(name);
  if (camp === undefined || camp.taste === "random") throw new Error(`--judge: cannot read ${name}`);
  return tasteJudge(name, camp.taste);
}
