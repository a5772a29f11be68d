import { seeded } from "../../../shared/random/seeded.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import { type Run, runInterval } from "../figures.ts";
import { type ArenaChoice, openArena } from "../simulate/simulated-arena.ts";
import { byTasteKind, tastesIn } from "../tastes/taste-lists.ts";
import { formatTable, percent } from "../terminal/table.ts";
import { type ComparedName, comparedMethod } from "./compared-methods.ts";
import { type EvalRow, readRows, writeRows } from "./eval-rows.ts";
import { runMethod, votesOf } from "./run-method.ts";

export interface EvalOptions extends ArenaChoice {
  /** As `--taste` of the crowd takes them, separated by semicolons; "all" and "unseen" are lists. */
  readonly tastes: string;
  readonly seeds: number;
  readonly votes: readonly number[];
  readonly methods: readonly ComparedName[];
  readonly noise: number;
  readonly iterations: number;
  readonly bestOf: number;
  readonly json?: string;
}

/**
 * Methods side by side. For each taste and seed a simulated crowd votes once on the starting policy's answers. Every method is given
 * these votes and nothing else of the taste, and is measured by the noise-free taste on held-out prompts.
 */
export async function evaluate(options: EvalOptions): Promise<void> {
  const { folder, model, pack, seeds, noise, iterations, bestOf, json } = options;
  const votes = [...new Set(options.votes)].sort((a, b) => a - b);
  const names = tastesIn(options.tastes);
  const camps = new Map(await Promise.all(names.map(async (name) => [name, await loadTastes(name)] as const)));
  const asked = model === undefined ? { folder } : { model, pack };
  const settings = { ...asked, noise, iterations, bestOf };
  const rows: EvalRow[] = json === undefined ? [] : await readRows(json, settings);
  const isWanted = (row: EvalRow) =>
    names.includes(row.taste) &&
    row.seed <= seeds &&
    votes.includes(row.votes) &&
    options.methods.some((method) => method === row.method);
  const opened = await openArena(options);
  const { arena } = opened;
  const all = seeds * names.length * votes.length * options.methods.length;
  // Each is made once: best-of-n keeps what it has drawn.
  const compared = new Map(options.methods.map((name) => [name, comparedMethod(name, bestOf, opened)]));
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
      const setting = { ...opened.learner, seed };
      const crowd = camps.get(taste)!;
      const cast = await votesOf(setting, crowd, { votes: left.at(-1)!.count, noise }, arena);
      for (const { method, count } of left) {
        const result = await runMethod(setting, compared.get(method)!, crowd, cast.slice(0, count), iterations, arena);
        rows.push({ taste, seed, votes: count, method, ...result });
        if (json !== undefined) await writeRows(json, settings, rows);
        const { winRate, kl, seconds } = result;
        process.stderr.write(
          `${rows.filter(isWanted).length}/${all} ${taste} seed ${seed}, ${count} votes, ${method}: ` +
            `${percent(winRate)} at KL ${kl.toFixed(2)} (${seconds.toFixed(0)} s)\n`,
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
deviations and scaled down where few votes are predicted.`;

/** For columns whose heading says %. */
const inPercent = (share: number): string => (100 * share).toFixed(1);

/** method x votes -> means over tastes and seeds, with 95% intervals; shipped tastes and unseen ones side by side. */
function evalTable(rows: readonly EvalRow[]): string {
  const cells = byTasteKind(rows).flatMap(([kind, its]) =>
    [...Map.groupBy(its, ({ method, votes }) => `${votes} ${method}`).values()].map((some) => ({ kind, some })),
  );
  cells.sort(({ some: [a] }, { some: [b] }) => a!.votes - b!.votes);
  const lines = cells.map(({ kind, some }) => {
    const tastes = [...Map.groupBy(some, ({ taste }) => taste).values()];
    const interval = (pick: (row: EvalRow) => Run, write: (value: number) => string) => {
      const { mean, low, high } = runInterval(
        tastes.map((its) => its.map(pick)),
        seeded(1),
      );
      // With one run a taste, a single number says nothing of other runs.
      return low === high && some.length === tastes.length
        ? write(mean)
        : `${write(mean)} (${write(low)}-${write(high)})`;
    };
    const two = (value: number) => value.toFixed(2);
    return [
      some[0]!.method,
      kind,
      String(some[0]!.votes),
      interval((row) => row.promptWins, inPercent),
      interval((row) => [row.kl], two),
      interval((row) => [row.distinct2Ratio], two),
      interval((row) => [row.sftNll], two),
      interval((row) => [row.proxy], two),
      `${some.length} (${tastes.length})`,
    ];
  });
  return formatTable(
    ["method", "tastes", "votes", "win rate %", "KL", "distinct-2", "sftNll", "proxy", "runs (tastes)"],
    lines,
  );
}

/** taste x method -> win rates in percent, one a seed. */
function tasteTable(rows: readonly EvalRow[]): string {
  const methods = [...new Set(rows.map(({ method }) => method))];
  const groups = [...Map.groupBy(rows, ({ taste, votes }) => `${taste} ${votes}`).values()];
  groups.sort(([a], [b]) => a!.votes - b!.votes);
  const lines = groups.map((some) => [
    some[0]!.taste,
    String(some[0]!.votes),
    ...methods.map((method) =>
      some
        .filter((row) => row.method === method)
        .sort((a, b) => a.seed - b.seed)
        .map(({ winRate }) => inPercent(winRate))
        .join(" "),
    ),
  ]);
  return formatTable(["taste", "votes", ...methods], lines);
}
