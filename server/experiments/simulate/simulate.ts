import { writeFile } from "node:fs/promises";
import type { CampAim } from "../../../shared/protocol/training/camps.ts";
import { openLearner } from "../../trainer/learner.ts";
import { loadCrowd } from "../crowd/load-tastes.ts";
import { tastesIn } from "../tastes/taste-lists.ts";
import { summarise } from "./points-summary.ts";
import { pointLine, pointsHead } from "./points-table.ts";
import { type Point, simulateSession } from "./simulate-session.ts";
import { type ArenaChoice, openArena } from "./simulated-arena.ts";
import { type VariantName, variantIn } from "./variants.ts";
import { humanVotes, seatedVotes } from "./voting.ts";

export interface SimulateOptions extends ArenaChoice {
  /** Tastes as `--taste` of the crowd takes them, separated by semicolons; "all" and "unseen" are lists. */
  readonly taste: string;
  readonly seeds: number;
  readonly firstSeed: number;
  readonly rounds: number;
  /** Numbers of votes after which the policy that players meet is measured; the largest is the whole run. */
  readonly votes: readonly number[];
  readonly noise: number;
  /** Of the method, a round. */
  readonly iterations: number;
  readonly method: VariantName;
  /** Players who vote in turn. Without it every vote is another person's, and nothing is known of that person. */
  readonly players?: number;
  /** Share of the crowd that votes at random, whatever the taste of the others. */
  readonly randomPlayers: number;
  readonly reliability: "on" | "off";
  readonly campAim: CampAim;
  /** What everybody likes from `laterFrom` on, as the crowd takes it. */
  readonly laterTaste?: string;
  /** A round, from 1. */
  readonly laterFrom: number;
  readonly dealBestOf: number;
  readonly keep: number;
  readonly json?: string;
}

/**
 * The loop of a session without server and clients: deals, noisy votes, reward fits and iterations of a method, through the trainer's own
 * learner. It is much faster than real rounds, so that seeds and tastes can be many.
 */
export async function simulate(options: SimulateOptions): Promise<void> {
  const { players, randomPlayers, noise } = options;
  const names = tastesIn(options.taste);
  const opened = await openArena(options);
  const { arena } = opened;
  const picking = { bestOf: options.dealBestOf, keep: options.keep };
  const { tokenizer } = opened.learner;
  const points: Point[] = [];
  process.stdout.write(`${pointsHead}\n`);
  for (const taste of names)
    for (let seed = options.firstSeed; seed < options.firstSeed + options.seeds; seed++) {
      const variant = variantIn(opened, options.method);
      const weighsRaters = options.reliability === "on";
      const learner = await openLearner({ ...opened.learner, ...variant.learner, seed, weighsRaters });
      const method = variant.method.open(learner);
      const camps = await loadCrowd(taste, randomPlayers);
      const { laterTaste, laterFrom } = options;
      const change =
        laterTaste === undefined ? null : { round: laterFrom, camps: await loadCrowd(laterTaste, randomPlayers) };
      const voting = players === undefined ? humanVotes(noise) : seatedVotes(players, noise);
      const plan = { ...options, isGated: variant.gated, seed, picking, change };
      for await (const point of simulateSession(learner, method, camps, plan, tokenizer, voting, arena)) {
        points.push({ ...point, taste, seed, method: options.method });
        process.stdout.write(`${pointLine(points.at(-1)!)}\n`);
      }
      await method.dispose();
      await learner.dispose();
    }
  process.stdout.write(summarise(points));
  if (options.json) await writeFile(options.json, `${JSON.stringify(points, null, 1)}\n`);
}
