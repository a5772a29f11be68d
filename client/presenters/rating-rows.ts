import type { VersionsBoard } from "../../shared/protocol/boards.ts";
import type { Method } from "../../shared/protocol/training-methods.ts";
import type { Criterion } from "../../shared/round/settings.ts";
import { decimals } from "./numbers.ts";

export interface RatingRow {
  readonly version: number;
  /** Whether players meet it now. */
  readonly playing: boolean;
  /** Places on the shared scale, 0-100; null before the version was judged. */
  readonly bar: { readonly low: number; readonly high: number; readonly at: number } | null;
  readonly rating: string | null;
  /** What its rating would be if all answers were of one length. */
  readonly lengthControlled: string | null;
  readonly method: Method | null;
  /** Its rating by each criterion, where people have judged by more than one. */
  readonly axes: readonly { readonly criterion: Criterion; readonly rating: string }[];
}

/** The versions that may play, newest first and at most `limit`, version 0 always among them: all on one scale from the lowest to the highest end of any interval. */
export function ratingRows(board: VersionsBoard, limit: number): readonly RatingRow[] {
  const promoted = board.versions.filter(({ status }) => status === "promoted").toReversed();
  const shown = promoted.length > limit ? [...promoted.slice(0, limit - 1), promoted.at(-1)!] : promoted;
  const ends = shown.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const place = (value: number) => (most > least ? (100 * (value - least)) / (most - least) : 50);
  return shown.map(({ version, rating, low, high, lengthControlled, method, axes }) => {
    const known = {
      ...{ version, method, playing: version === promoted[0]?.version },
      lengthControlled: lengthControlled === null ? null : ratingText(lengthControlled),
      axes: axes.map((one) => ({ criterion: one.criterion, rating: decimals(one.rating, 0) })),
    };
    if (rating === null || low === null || high === null) return { ...known, bar: null, rating: null };
    return {
      ...known,
      bar: { low: place(low), high: place(high), at: place(rating) },
      rating: ratingText({ rating, low, high }),
    };
  });
}

/** A rating with its 95% interval, which the anchor has none of. */
export function ratingText({ rating, low, high }: { rating: number; low: number; high: number }): string {
  return `${decimals(rating, 0)}${low === high ? "" : ` (${decimals(low, 0)}–${decimals(high, 0)})`}`;
}
