import { START_RATING } from "../../shared/protocol/ratings.ts";
import type { ExternalModels } from "../ports/external.ts";
import type { RatingRecord } from "../ports/models.ts";
import { type CorrelatedFit, fitCorrelated } from "./correlated-votes.ts";
import type { Observation } from "./logistic-fit.ts";
import { sigmoid } from "./sigmoid.ts";

/** Elo points a unit of log-odds: 400 points are ten to one. */
export const ELO_SCALE = 400 / Math.LN10;
/** Precision of a normal prior on log-odds (standard deviation 3, or 520 points): keeps a version that has won everything finite. */
export const PRIOR_PRECISION = 1 / 9;

/** One pair of answers: `votes` judgements of version `a`'s against version `b`'s, the share `label` of them for `a`; ties count half. */
export interface Matchup {
  readonly a: number;
  readonly b: number;
  readonly label: number;
  readonly votes: number;
}

/** What matchups tell of the versions. */
export interface RatedVersions {
  /** By version; versions without votes are left out. */
  readonly ratings: readonly RatingRecord[];
  /** How much the votes on one pair of answers go together: 0 as different pairs' votes do, 1 when a pair's first vote decides the others. */
  readonly correlation: number;
}

/**
 * Bradley-Terry ratings by maximum likelihood, version 0 fixed at 1000, with 95% intervals that know that the votes on one pair go together
 * (`fitCorrelated`). Ties count as a win and a loss of half a vote each, which makes the intervals slightly wide.
 */
export function bradleyTerry(matchups: readonly Matchup[]): RatedVersions {
  const field = fieldOf(matchups);
  const fit = fitCorrelated(
    field.judged.map((matchup) => observationOf(matchup, field.columns)),
    field.precisions,
  );
  return { ratings: ratingsOf(field, fit), correlation: fit.correlation };
}

/** Who met whom: the versions that were voted on, and the column of each in a fit; the anchor has none. */
export interface Field<C extends Matchup> {
  readonly judged: readonly C[];
  readonly votes: ReadonlyMap<number, number>;
  readonly columns: ReadonlyMap<number, number>;
  readonly precisions: readonly number[];
}

/** Who met whom in some matchups; those without votes, and of a version with itself, are left out. */
export function fieldOf<C extends Matchup>(matchups: readonly C[]): Field<C> {
  const judged = matchups.filter((matchup) => matchup.votes > 0 && matchup.a !== matchup.b);
  const votes = new Map<number, number>();
  for (const { a, b, votes: count } of judged)
    for (const version of [a, b]) votes.set(version, (votes.get(version) ?? 0) + count);
  const versions = [...votes.keys()].filter((version) => version !== 0).sort((x, y) => x - y);
  const columns = new Map(versions.map((version, column) => [version, column]));
  return { judged, votes, columns, precisions: versions.map(() => PRIOR_PRECISION) };
}

/** A matchup as a row of the fit: 1 in the column of `a`, -1 in that of `b`. */
export function observationOf({ a, b, label, votes }: Matchup, columns: ReadonlyMap<number, number>): Observation {
  const column = (version: number, value: number): [number, number][] => {
    const at = columns.get(version);
    return at === undefined ? [] : [[at, value]];
  };
  return { at: [...column(a, 1), ...column(b, -1)], label, votes };
}

/** The fit in Elo points, by version. */
export function ratingsOf({ votes, columns }: Field<Matchup>, fit: CorrelatedFit): RatingRecord[] {
  const rating = (logOdds: number) => START_RATING + ELO_SCALE * logOdds;
  return [...votes.keys()]
    .sort((x, y) => x - y)
    .map((version) => {
      const column = columns.get(version);
      const strength = column === undefined ? 0 : fit.coefficients[column]!;
      const margin = column === undefined ? 0 : fit.quantile * Math.sqrt(fit.covariance.get(column, column));
      return {
        version,
        rating: rating(strength),
        low: rating(strength - margin),
        high: rating(strength + margin),
        votes: Math.round(votes.get(version)!),
      };
    });
}

/** How often a version of this rating is preferred to version 0, 0-1. */
export const winRateOverStart = (rating: number): number => sigmoid((rating - START_RATING) / ELO_SCALE);

/**
 * Ratings of external models, by id, on the versions' scale. They are fitted together with the versions that they meet. The versions' own
 * ratings come from their votes against each other alone, and no external model moves them.
 */
export function externalModelRatings(
  betweenVersions: readonly Matchup[],
  matchups: Awaited<ReturnType<ExternalModels["matchups"]>>,
): ReadonlyMap<number, Omit<RatingRecord, "version">> {
  // Ids begin at 1, and versions at 0: below it there is room.
  const met = matchups.map(({ externalModelId, version, label, votes }) => ({
    a: -externalModelId,
    b: version,
    label,
    votes,
  }));
  const { ratings } = bradleyTerry([...betweenVersions, ...met]);
  return new Map(ratings.flatMap(({ version, ...rating }) => (version < 0 ? [[-version, rating] as const] : [])));
}
