/** One player's verdict on something that everybody in a round judges, a ranking as a whole. */
export interface SharedBallot {
  readonly playerId: string;
  /** What was judged. */
  readonly on: string;
  /** The verdict, in any words that are the same for the same verdict. */
  readonly verdict: string;
}

/** Players who gave the same verdict on everything that they judged together. */
export interface IdenticalGroup {
  readonly playerIds: readonly string[];
  /** What any two of them judged together at least. */
  readonly common: number;
  /** How often players who don't know of each other would come to that, at most; 0-1. */
  readonly chance: number;
}

/** Less in common than this says nothing, however many agree on it. */
const LEAST_COMMON = 5;
/** A game without copies shows a group in less than one of so many. */
const RARE = 1 / 1_000;
/**
 * However much a game's verdicts scatter, some players may share a taste: each is believed to agree with another on a pair as often as
 * friends of one taste do, or as the whole game did where that agreed on it even more.
 */
const LIKE_MINDED = 0.85;

/**
 * Finds groups whose ballots are the same so often that chance doesn't explain it. Given one player's verdicts, any other agrees with all
 * that both judged with the product of the pairs' probabilities, and the chance that so many do is the tail of a Poisson binomial
 * distribution, times the number of players that a group might have been found around (Bonferroni). So pairs that are easy, and
 * players who like the same, name nobody. Copies among players who toss are named after 13 showdowns (median) where thirty copies sit
 * beside three others, after 18 where they are ten of thirty, after 85 where they are two of thirty. Where all players vote alike
 * nothing can be told.
 */
export function identicalBallots(ballots: readonly SharedBallot[]): IdenticalGroup[] {
  const byPlayer = new Map<string, Map<string, string>>();
  for (const { playerId, on, verdict } of ballots) {
    const own = byPlayer.get(playerId) ?? new Map<string, string>();
    byPlayer.set(playerId, own.set(on, verdict));
  }
  const shareOf = verdictShares(ballots);
  const waiting = new Set([...byPlayer.keys()].sort((x, y) => byPlayer.get(y)!.size - byPlayer.get(x)!.size));
  const groups: IdenticalGroup[] = [];
  for (const first of waiting) {
    const own = byPlayer.get(first)!;
    const others = [...byPlayer].flatMap(([playerId, verdicts]) => {
      const common = [...own.keys()].filter((on) => verdicts.has(on));
      if (playerId === first || common.length < LEAST_COMMON) return [];
      const agrees = common.every((on) => own.get(on) === verdicts.get(on));
      const chance = common.reduce((product, on) => product * shareOf(on, own.get(on)!), 1);
      return [{ playerId, common: common.length, agrees, chance }];
    });
    const alike = others.filter(({ agrees }) => agrees);
    const probabilities = others.map((other) => other.chance);
    const chance = byPlayer.size * chanceOfAtLeast(alike.length, probabilities);
    if (alike.length === 0 || chance >= RARE) continue;
    const playerIds = [first, ...alike.map(({ playerId }) => playerId)];
    for (const playerId of playerIds) waiting.delete(playerId);
    groups.push({ playerIds, common: Math.min(...alike.map(({ common }) => common)), chance });
  }
  return groups;
}

/** How probable a verdict is of somebody who may be like-minded. */
function verdictShares(ballots: readonly SharedBallot[]): (on: string, verdict: string) => number {
  const all = Map.groupBy(ballots, ({ on }) => on);
  const same = Map.groupBy(ballots, ({ on, verdict }) => `${on} ${verdict}`);
  return (on, verdict) => Math.max(LIKE_MINDED, same.get(`${on} ${verdict}`)!.length / all.get(on)!.length);
}

/** The probability that at least `count` of independent events happen. */
function chanceOfAtLeast(count: number, probabilities: readonly number[]): number {
  // By number of events so far, all from `count` on together.
  const happened = new Float64Array(count + 1);
  happened[0] = 1;
  for (const probability of probabilities) {
    happened[count]! += probability * (happened[count - 1] ?? 0);
    for (let i = count - 1; i >= 0; i--)
      happened[i] = happened[i]! * (1 - probability) + (happened[i - 1] ?? 0) * probability;
  }
  return happened[count]!;
}
