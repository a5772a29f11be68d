import { ENSEMBLE, fitEnsemble } from "../../reward/reward-ensemble.ts";
import { scorePosterior } from "../../reward/score-posterior.ts";
import { voteEvidence } from "../../reward/vote-evidence.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { openPocketArena } from "../simulate/simulated-arena.ts";
import { formatTable } from "../terminal/table.ts";
import { drawAnswers } from "./drawn-answers.ts";
import { castVotes, scoresOf } from "./learnt-reward.ts";

export interface FitTimesOptions {
  readonly folder: string;
  readonly votes: readonly number[];
  /** Whose scores' posterior is asked for. */
  readonly answers: number;
  readonly repeats: number;
}

/** Processor seconds, the least of some repeats. */
interface FitTimes {
  readonly votes: number;
  /** Of a fit of all heads from nothing. */
  readonly first: number;
  /** Of one after a fit to nine tenths of these votes, as after a round. */
  readonly next: number;
  readonly evidence: number;
  readonly posterior: number;
}

const NOISE = 0.15;

/** Prints what a fit of the reward model costs, and what its votes' evidence and the doubt about a pool's scores cost after it, on one core: answers of the starting model, votes by a taste. */
export async function fitTimes({ folder, votes, answers, repeats }: FitTimesOptions): Promise<void> {
  const drawn = await drawAnswers(await openPocketArena(folder), 1);
  const { voted, groups } = drawn;
  const scores = scoresOf(namedTastes.kind.score, drawn).voted;
  const settings = { ...ENSEMBLE, groups };
  const reference = voted.features.slice(0, 384);
  const asked = voted.features.slice(0, answers);
  const times = votes.map((count): FitTimes => {
    const all = castVotes(voted, scores, { count, noise: NOISE, seed: count });
    const earlier = fitEnsemble(all.slice(0, Math.ceil(0.9 * count)), reference, null, settings);
    const fitted = fitEnsemble(all, reference, earlier, settings);
    return {
      votes: count,
      first: leastSeconds(repeats, () => fitEnsemble(all, reference, null, settings)),
      next: leastSeconds(repeats, () => fitEnsemble(all, reference, earlier, settings)),
      evidence: leastSeconds(repeats, () => voteEvidence(all, settings)),
      posterior: leastSeconds(repeats, () => scorePosterior(fitted.heads[0]!, all, fitted.precision, asked)),
    };
  });
  process.stdout.write(describe(times));
}

function leastSeconds(repeats: number, work: () => unknown): number {
  const times = Array.from({ length: repeats }, () => {
    const before = process.cpuUsage().user;
    work();
    return (process.cpuUsage().user - before) / 1e6;
  });
  return Math.min(...times);
}

const describe = (times: readonly FitTimes[]): string =>
  formatTable(
    ["comparisons", "first fit, s", "fit after a tenth more", "evidence of votes", "posterior of scores"],
    times.map(({ votes, first, next, evidence, posterior }) => [
      String(votes),
      first.toFixed(2),
      next.toFixed(2),
      evidence.toFixed(2),
      posterior.toFixed(2),
    ]),
  );
