import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { type ContestantName, contestants } from "./contestants.ts";
import { type EvalRow, readRows, writeRows } from "./eval-rows.ts";
import { evalTable, tasteTable } from "./eval-table.ts";
import { runTrial, votesOf } from "./run-trial.ts";

export interface EvalOptions {
  readonly folder: string;
  /** As `--taste` of the crowd takes them, separated by semicolons, or "all". */
  readonly tastes: string;
  readonly seeds: number;
  readonly votes: readonly number[];
  readonly methods: readonly ContestantName[];
  readonly noise: number;
  readonly iterations: number;
  readonly bestOf: number;
  readonly json?: string;
}

/**
 * Methods side by side. For each taste and seed a simulated crowd votes on the starting policy's answers, once; every method is given
 * these very votes and nothing else of the taste, and is measured by the noise-free taste on held-out prompts.
 */
export async function evaluate(options: EvalOptions): Promise<void> {
  const { folder, seeds, noise, iterations, bestOf, json } = options;
  const votes = [...new Set(options.votes)].sort((a, b) => a - b);
  const names = options.tastes === "all" ? Object.keys(namedTastes) : options.tastes.split(";");
  const camps = new Map(await Promise.all(names.map(async (name) => [name, await loadTastes(name)] as const)));
  const settings = { folder, noise, iterations, bestOf };
  const rows: EvalRow[] = json === undefined ? [] : await readRows(json, settings);
  const isWanted = (row: EvalRow) =>
    names.includes(row.taste) &&
    row.seed <= seeds &&
    votes.includes(row.votes) &&
    options.methods.some((method) => method === row.method);
  const engine = await openEngine("auto");
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const prompts = trainPrompts.map((prompt) => prompt.text);
  const all = seeds * names.length * votes.length * options.methods.length;
  const plans = contestants(bestOf);
  process.stderr.write(
    `${all} runs: ${names.length} tastes x ${seeds} seeds x ${votes.join(", ")} votes x ${options.methods.join(", ")}; ` +
      `${rows.filter(isWanted).length} are done\n`,
  );
  for (let seed = 1; seed <= seeds; seed++)
    for (const taste of names) {
      const isDone = (method: string, count: number) =>
        rows.some((row) => row.taste === taste && row.seed === seed && row.votes === count && row.method === method);
      const left = votes.flatMap((count) =>
        options.methods.filter((method) => !isDone(method, count)).map((method) => ({ method, count })),
      );
      if (left.length === 0) continue;
      const setting = { engine, start, tokenizer, prompts, shape: POCKET_SHAPE, seed };
      const crowd = camps.get(taste)!;
      const cast = await votesOf(setting, crowd, { votes: left.at(-1)!.count, noise });
      for (const { method, count } of left) {
        const result = await runTrial(setting, plans[method], crowd, cast.slice(0, count), iterations);
        rows.push({ taste, seed, votes: count, method, ...result });
        if (json !== undefined) await writeRows(json, settings, rows);
        const { winRate, kl, seconds } = result;
        process.stderr.write(
          `${rows.filter(isWanted).length}/${all} ${taste} seed ${seed}, ${count} votes, ${method}: ` +
            `${(100 * winRate).toFixed(1)}% at KL ${kl.toFixed(2)} (${seconds.toFixed(0)} s)\n`,
        );
      }
    }
  const wanted = rows.filter(isWanted);
  process.stdout.write(`${evalTable(wanted)}\n${tasteTable(wanted)}\n${NOTES}\n`);
}

const NOTES = `Every method was given the same votes, cast on the starting policy's answers; a smaller number of votes is the beginning of a
larger one. Win rates: fresh pairs of answers to held-out prompts against the start's, by the noise-free taste. In brackets 95% for other
seeds and prompts, the tastes being as they are; with one seed only prompts vary, and only for win rates. KL: nats a response; that
of best-of-n is log n - (n-1)/n. proxy: mean reward above the start's by the method's own reward model, in the start's standard
deviations and scaled down where few votes are foretold.`;
