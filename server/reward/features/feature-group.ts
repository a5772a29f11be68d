/** Neighbouring entries of a feature vector that tell of one thing: their weights share a prior variance. */
export interface FeatureGroup {
  readonly name: string;
  readonly size: number;
  /** Whether each entry tells something by itself: few then tell much and the others nothing, and each weight has a prior variance of its own. */
  readonly isListed?: true;
  /** Its weights' prior variance before votes tell of the group, in units of other groups'; 1 unless given. */
  readonly prior?: number;
}

/** Features of which nobody said what they tell. */
export const oneGroup = (width: number): readonly FeatureGroup[] => [{ name: "features", size: width }];

export const totalSize = (groups: readonly FeatureGroup[]): number => groups.reduce((sum, { size }) => sum + size, 0);

/** One value a group, given to each of its features. */
export const spreadOver = (groups: readonly FeatureGroup[], valueAt: (group: number) => number): Float64Array =>
  Float64Array.from(groups.flatMap(({ size }, group) => new Array<number>(size).fill(valueAt(group))));
