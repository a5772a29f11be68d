import type { VersionsBoard } from "../../shared/protocol/boards.ts";

type Version = VersionsBoard["versions"][number];

export interface RatingRow {
  readonly version: number;
  readonly status: Version["status"];
  readonly reason: string | null;
  readonly votes: number;
  /** Places on the shared scale, 0-100; null before the version was judged. */
  readonly bar: { readonly low: number; readonly high: number; readonly at: number } | null;
  readonly rating: string | null;
}

/** Newest first, all on one scale from the lowest to the highest end of any interval. */
export function ratingRows(board: VersionsBoard): readonly RatingRow[] {
  const ends = board.versions.flatMap(({ low, high }) => (low === null || high === null ? [] : [low, high]));
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const place = (value: number) => (most > least ? (100 * (value - least)) / (most - least) : 50);
  return [...board.versions]
    .sort((x, y) => y.version - x.version)
    .map(({ version, status, reason, votes, rating, low, high }) => ({
      ...{ version, status, reason, votes },
      bar:
        rating === null || low === null || high === null
          ? null
          : { low: place(low), high: place(high), at: place(rating) },
      rating:
        rating === null || low === null || high === null
          ? null
          : `${signed(rating)} (${signed(low)} … ${signed(high)})`,
    }));
}

function signed(value: number): string {
  const digits = Math.abs(value) >= 20 ? 0 : 2;
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(digits)}`;
}
