import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import { METHOD_NAMES, type MethodName } from "../../../shared/protocol/training-methods.ts";
import { decimals } from "../../ui/numbers.ts";

/** What a method has made of the model so far, as text; null where nothing is known. */
export interface MethodRow {
  readonly method: MethodName;
  readonly promoted: number;
  readonly rejected: number;
  /** Mean rating of its promoted versions over that of their parents: people's votes alone. */
  readonly gain: string | null;
  /** Mean reward over the version before, as the gate measured it. */
  readonly rewardGain: string | null;
  readonly kl: string | null;
}

/** Methods that have made a version, side by side. */
export function methodRows({ versions }: VersionsBoard): readonly MethodRow[] {
  const ratings = new Map(versions.map(({ version, rating }) => [version, rating]));
  return METHOD_NAMES.flatMap((method) => {
    const made = versions.filter((version) => version.method === method);
    if (made.length === 0) return [];
    const promoted = made.filter(({ status }) => status === "promoted");
    const gains = promoted.map(({ parent, rating }) => {
      const before = parent === null ? null : ratings.get(parent);
      return rating === null || before === null || before === undefined ? Number.NaN : rating - before;
    });
    return {
      method,
      promoted: promoted.length,
      rejected: made.filter(({ status }) => status === "rejected").length,
      gain: meanText(gains, 0),
      rewardGain: meanText(
        made.map(({ metrics }) => metrics.rewardGain ?? Number.NaN),
        2,
      ),
      kl: meanText(
        made.map(({ metrics }) => metrics.kl ?? Number.NaN),
        2,
      ),
    };
  });
}

function meanText(values: readonly number[], digits: number): string | null {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? null : decimals(known.reduce((sum, value) => sum + value, 0) / known.length, digits);
}
