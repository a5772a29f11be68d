/** No address weighs more than this share of the votes of public sessions, or than an equal share where there are fewer of them. */
const LARGEST_SHARE = 1 / 4;
/**
 * The share is one of these votes and of so many more, as if strangers had cast them. Otherwise the first vote from a second address
 * would take away nearly all that the hundreds from the first one said. About as many as a player casts in a round.
 */
const UNSEEN_VOTES = 10;

export const largestShare = (addresses: number): number => Math.max(LARGEST_SHARE, 1 / addresses);

/**
 * What the votes of each address count so that none has more than its share: 1, or less where it has more. Water is filled in up to one
 * level: addresses below it count in full, and all above it weigh as much as the level.
 * @param weights by address, at least 0: what its votes weigh if all count in full
 * @returns factors 0-1 by address
 */
export function addressFactors(weights: ReadonlyMap<string, number>): Map<string, number> {
  const level = levelOf([...weights.values()].filter((weight) => weight > 0));
  return new Map([...weights].map(([address, weight]) => [address, weight <= level ? 1 : level / weight]));
}

/**
 * The level L at which L = share × (UNSEEN_VOTES + what all weigh, none more than L). With the k heaviest on the level and `below`
 * the sum of the others, that is L (1 - share k) = share (UNSEEN_VOTES + below).
 */
function levelOf(weights: readonly number[]): number {
  if (weights.length <= 1) return Number.POSITIVE_INFINITY;
  const share = largestShare(weights.length);
  const sorted = weights.toSorted((a, b) => b - a);
  let below = sorted.reduce((sum, weight) => sum + weight, 0);
  let level = share * (UNSEEN_VOTES + below);
  for (let k = 1; sorted[k - 1]! > level; k++) {
    below -= sorted[k - 1]!;
    level = (share * (UNSEEN_VOTES + below)) / (1 - share * k);
  }
  return level;
}
