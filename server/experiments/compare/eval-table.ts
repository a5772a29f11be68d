import { seeded } from "../../../shared/random/seeded.ts";
import { formatTable } from "../bench/table.ts";
import type { EvalRow } from "./eval-rows.ts";
import { type Run, runInterval } from "./run-interval.ts";

const percent = (share: number): string => (100 * share).toFixed(1);

/** method x votes -> means over tastes and seeds, with 95% intervals. */
export function evalTable(rows: readonly EvalRow[]): string {
  const cells = [...Map.groupBy(rows, ({ method, votes }) => `${votes} ${method}`).values()];
  cells.sort(([a], [b]) => a!.votes - b!.votes);
  const lines = cells.map((some) => {
    const tastes = [...Map.groupBy(some, ({ taste }) => taste).values()];
    const interval = (pick: (row: EvalRow) => Run, write: (value: number) => string) => {
      const { mean, low, high } = runInterval(
        tastes.map((its) => its.map(pick)),
        seeded(1),
      );
      // One number of one run of each taste says nothing of other runs.
      return low === high && some.length === tastes.length
        ? write(mean)
        : `${write(mean)} (${write(low)}-${write(high)})`;
    };
    const two = (value: number) => value.toFixed(2);
    return [
      some[0]!.method,
      String(some[0]!.votes),
      interval((row) => row.promptWins, percent),
      interval((row) => [row.kl], two),
      interval((row) => [row.distinct2Ratio], two),
      interval((row) => [row.sftNll], two),
      interval((row) => [row.proxy], two),
      `${some.length} (${tastes.length})`,
    ];
  });
  return formatTable(["method", "votes", "win rate %", "KL", "distinct-2", "sftNll", "proxy", "runs (tastes)"], lines);
}

/** taste x method -> win rates in percent, a seed after the other, of one number of votes. */
export function tasteTable(rows: readonly EvalRow[]): string {
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
        .map(({ winRate }) => percent(winRate))
        .join(" "),
    ),
  ]);
  return formatTable(["taste", "votes", ...methods], lines);
}
