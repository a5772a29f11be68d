import { writeFile } from "node:fs/promises";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openLearner } from "../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import type { Camp } from "../crowd/taste.ts";
import { HEADER, type Point, print, summarise } from "./points-table.ts";
import { seatedVotes } from "./seated-votes.ts";
import { simulateSession } from "./simulate-session.ts";
import { VARIANTS, type VariantName } from "./variants.ts";
import { humanVotes } from "./voting.ts";

export interface SimulateOptions {
  readonly folder: string;
  /** Tastes as `--taste` of the crowd takes them, or "all". */
  readonly taste: string;
  readonly seeds: number;
  readonly rounds: number;
  /** Numbers of votes after which the policy that players meet is measured; the largest is the whole run. */
  readonly votes: readonly number[];
  readonly noise: number;
  /** Of the method, a round. */
  readonly iterations: number;
  readonly method: VariantName;
  /** Players who vote in turn; without it every vote is another person's, of whom nothing is known. */
  readonly players?: number;
  /** Share of the crowd that votes at random, whatever the taste of the others. */
  readonly randomPlayers: number;
  readonly reliability: "on" | "off";
  readonly json?: string;
}

/**
 * The loop of a session without server and clients: deals, noisy votes, reward fits and a method of training through the trainer's own
 * learner, a fixed number of iterations a round. Much faster than real rounds, so that seeds and tastes can be many.
 */
export async function simulate(options: SimulateOptions): Promise<void> {
  const { players, randomPlayers, noise } = options;
  const names = options.taste === "all" ? Object.keys(namedTastes) : options.taste.split(";");
  const engine = await openEngine("auto");
  const start = await readCheckpoint(options.folder);
  const tokenizer = await loadTokenizer(options.folder);
  const prompts = trainPrompts.map((prompt) => prompt.text);
  const points: Point[] = [];
  process.stdout.write(`${HEADER}\n`);
  for (const taste of names)
    for (let seed = 1; seed <= options.seeds; seed++) {
      const setting = { engine, start, tokenizer, prompts, shape: POCKET_SHAPE, seed };
      const variant = VARIANTS[options.method];
      const weighsRaters = options.reliability === "on";
      const learner = await openLearner({ ...setting, ...variant.learner, weighsRaters });
      const method = variant.method.open(learner);
      const others = await loadTastes(taste);
      const camps: Camp[] = others.map((camp) => ({ ...camp, share: camp.share * (1 - randomPlayers) }));
      if (randomPlayers > 0) camps.push({ name: "random", share: randomPlayers, taste: "random" });
      const voting = players === undefined ? humanVotes(noise) : seatedVotes(players, noise);
      const plan = { ...options, isGated: variant.gated, seed };
      for await (const point of simulateSession(learner, method, camps, plan, tokenizer, voting)) {
        points.push({ ...point, taste, seed, method: options.method });
        print(points.at(-1)!);
      }
      await method.dispose();
      await learner.dispose();
    }
  summarise(points);
  if (options.json) await writeFile(options.json, `${JSON.stringify(points, null, 1)}\n`);
}
