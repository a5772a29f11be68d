/** Share of a judge's work that goes to pairs which people have judged too: what its reliability is learnt from. */
export const SHARED_SHARE = 0.25;

/** Labels that a judge should have given, so that of all labels its own are `share`, 0 to below 1. */
export const labelsWanted = (people: number, share: number): number => Math.floor((people * share) / (1 - share));

/** How many of the next `count` pairs should be ones that people judged, after `labels` pairs of which they judged `sharedLabels`. */
export const sharedOfNext = (count: number, labels: number, sharedLabels: number): number =>
  Math.min(count, Math.max(0, Math.ceil((labels + count) * SHARED_SHARE) - sharedLabels));
