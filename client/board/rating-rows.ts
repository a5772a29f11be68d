import type { VersionsBoard } from "../../shared/protocol/boards.ts";
import { isTold, START_RATING } from "../../shared/protocol/ratings.ts";
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
  /** Places on the shared scale, 0-100; null while its rating can't be told from the starting version's. */
  readonly bar: { readonly low: number; readonly high: number; readonly at: number } | null;
  readonly rating: ShownRating;
  /** What its rating would be if all answers were of one length; null where that isn't told. */
  readonly lengthControlled: string | null;
  readonly method: MethodName | null;
  /** Its rating by each criterion, where people have judged by more than one and it can be told. */
  readonly axes: readonly { readonly criterion: Criterion; readonly rating: string }[];
}

/** What a board says of a rating: nobody has judged; the interval, while it is too early to tell; or the rating with its 95% interval. */
export type ShownRating =
  | { readonly state: "unrated" }
  | { readonly state: "early"; readonly text: string }
  | { readonly state: "told"; readonly figure: string; readonly text: string };

/**
 * The versions that may play, newest first and at most `limit`, version 0 always among them, and behind them the external
 * models: all on one scale from the lowest to the highest end of any interval that is told.
 */
export function ratingRows(board: VersionsBoard, limit: number): readonly RatingRow[] {
  const promoted = board.versions.filter(({ status }) => status === "promoted").toReversed();
  const shown = promoted.length > limit ? [...promoted.slice(0, limit - 1), promoted.at(-1)!] : promoted;
  const ends = [...shown, ...board.contestants].flatMap((one) =>
    shownRating(one).state === "told" ? [one.low!, one.high!] : [],
  );
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const place = (value: number) => (most > least ? (100 * (value - least)) / (most - least) : 50);
  const rated = (one: Rated): Pick<RatingRow, "bar" | "rating"> => {
    const rating = shownRating(one);
    const isOnScale = rating.state === "told" && most > least;
    return {
      bar: isOnScale ? { low: place(one.low!), high: place(one.high!), at: place(one.rating!) } : null,
      rating,
    };
  };
  const told = (one: Rated): string | null => {
    const rating = shownRating(one);
    return rating.state === "told" ? rating.text : null;
  };
  const versions = shown.map((one) => ({
    ...{ version: one.version, name: "", method: one.method, playing: one.version === promoted[0]?.version },
    lengthControlled: one.lengthControlled === null ? null : told(one.lengthControlled),
    axes: one.axes.flatMap(({ criterion, ...rating }) =>
      told(rating) === null ? [] : [{ criterion, rating: decimals(rating.rating, 0) }],
    ),
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

/** The starting version, which has no interval, is told at once: all others are measured against it. */
export function shownRating({ rating, low, high }: Rated): ShownRating {
  if (rating === null || low === null || high === null) return { state: "unrated" };
  const figure = decimals(rating, 0);
  if (low === high) return { state: "told", figure, text: figure };
  const interval = `${decimals(low, 0)}–${decimals(high, 0)}`;
  return isTold({ low, high }, START_RATING)
    ? { state: "told", figure, text: `${figure} (${interval})` }
    : { state: "early", text: interval };
}

type Rated = Pick<VersionsBoard["versions"][number], "rating" | "low" | "high">;
