import type { VersionsBoard } from "../../shared/protocol/boards.ts";
import type { MethodName } from "../../shared/protocol/training-methods.ts";
import { EXTERNAL_MODEL } from "../../shared/round/authors.ts";
import type { Criterion } from "../../shared/round/settings.ts";
import { decimals } from "../ui/numbers.ts";

export interface RatingRow {
  /** `EXTERNAL_MODEL` for an external model. */
  readonly version: number;
  /** An external model's name; "" for a version. */
  readonly name: string;
  /** Whether players meet it now. */
  readonly playing: boolean;
  /** Places on the shared scale, 0-100; null before the version was judged. */
  readonly bar: { readonly low: number; readonly high: number; readonly at: number } | null;
  readonly rating: string | null;
  /** What its rating would be if all answers were of one length. */
  readonly lengthControlled: string | null;
  readonly method: MethodName | null;
  /** Its rating by each criterion, where people have judged by more than one. */
  readonly axes: readonly { readonly criterion: Criterion; readonly rating: string }[];
}

/**
 * The versions that may play, newest first and at most `limit`, version 0 always among them, and behind them the external
 * models: all on one scale from the lowest to the highest end of any interval.
 */
export function ratingRows(board: VersionsBoard, limit: number): readonly RatingRow[] {
  const promoted = board.versions.filter(({ status }) => status === "promoted").toReversed();
  const shown = promoted.length > limit ? [...promoted.slice(0, limit - 1), promoted.at(-1)!] : promoted;
  const ends = [...shown, ...board.contestants].flatMap(({ low, high }) =>
    low === null || high === null ? [] : [low, high],
  );
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const place = (value: number) => (most > least ? (100 * (value - least)) / (most - least) : 50);
  const rated = ({ rating, low, high }: Rated): Pick<RatingRow, "bar" | "rating"> => {
    if (rating === null || low === null || high === null) return { bar: null, rating: null };
    return {
      bar: { low: place(low), high: place(high), at: place(rating) },
      rating: ratingText({ rating, low, high }),
    };
  };
  const versions = shown.map((one) => ({
    ...{ version: one.version, name: "", method: one.method, playing: one.version === promoted[0]?.version },
    lengthControlled: one.lengthControlled === null ? null : ratingText(one.lengthControlled),
    axes: one.axes.map(({ criterion, rating }) => ({ criterion, rating: decimals(rating, 0) })),
    ...rated(one),
  }));
  const externalModels = board.contestants.map((one) => ({
    ...{
      version: EXTERNAL_MODEL,
      name: one.name,
      method: null,
      playing: one.playing,
      lengthControlled: null,
      axes: [],
    },
    ...rated(one),
  }));
  return [...versions, ...externalModels];
}

/** A rating with its 95% interval, which the anchor has none of. */
export function ratingText({ rating, low, high }: { rating: number; low: number; high: number }): string {
  return `${decimals(rating, 0)}${low === high ? "" : ` (${decimals(low, 0)}–${decimals(high, 0)})`}`;
}

type Rated = Pick<VersionsBoard["versions"][number], "rating" | "low" | "high">;
