/** A reveal tells one thing after another, on the projector and on phones alike. */
export const REVEAL_STAGES = ["counting", "split", "authors", "momo", "points"] as const;
export type RevealStage = (typeof REVEAL_STAGES)[number];

/** When each stage begins in a reveal of 8 seconds. */
const BEGINS_MS: Readonly<Record<RevealStage, number>> = {
  counting: 0,
  split: 1_800,
  authors: 3_200,
  momo: 4_400,
  points: 5_600,
};
const USUAL_MS = 8_000;
/** A reveal shorter than this shows everything at once. */
const SHORTEST_MS = 5_000;
/** Longer reveals leave more time between the stages, but nobody is kept waiting for ever. */
const SLOWEST = 1.25;

/** Milliseconds from the beginning of a reveal with `remainingMs` left (-1: no limit) to each of its stages. */
export function revealSchedule(remainingMs: number): Readonly<Record<RevealStage, number>> {
  const pace = remainingMs < 0 ? 1 : Math.min(SLOWEST, remainingMs / USUAL_MS);
  const held = remainingMs >= 0 && remainingMs < SHORTEST_MS ? 0 : pace;
  const at = (stage: RevealStage): number => Math.round(BEGINS_MS[stage] * held);
  return {
    counting: 0,
    split: at("split"),
    authors: at("authors"),
    momo: at("momo"),
    points: at("points"),
  };
}

/** Whether a stage has begun when `now` is on the screen. */
export const hasBegun = (stage: RevealStage, now: RevealStage): boolean =>
  REVEAL_STAGES.indexOf(stage) <= REVEAL_STAGES.indexOf(now);

/** The podium of the end comes third, second, first, and only then everybody's places. */
export const PODIUM_MS = { third: 1_200, second: 3_200, first: 5_600, all: 8_000 } as const;
/** When a player may read their own place: after the projector has shown it. */
export const OWN_PLACE_MS = PODIUM_MS.all + 600;

/** Milliseconds until the podium's step of a rank is taken. */
export function stepMs(rank: number): number {
  if (rank <= 1) return PODIUM_MS.first;
  return rank === 2 ? PODIUM_MS.second : PODIUM_MS.third;
}

/**
 * Calls `show` at each stage, with the stages that began at the same moment taken together.
 *
 * @param late the page was opened in the middle: only how it ends is shown
 * @returns stops it
 */
export function runStages(remainingMs: number, late: boolean, show: (stage: RevealStage) => void): () => void {
  const schedule = revealSchedule(remainingMs);
  const last = REVEAL_STAGES.at(-1)!;
  if (late || schedule.points === 0) {
    show(last);
    return () => {};
  }
  show("counting");
  const timers = REVEAL_STAGES.slice(1).map((stage) => setTimeout(() => show(stage), schedule[stage]));
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}
