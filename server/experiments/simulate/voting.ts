import { labelOf } from "../../../shared/round/votes/verdict.ts";
import type { NewAnswer, NewPair } from "../../ports/pool.ts";
import type { LearnerComparison } from "../../trainer/learner-contract.ts";
import { type SeatedPair, type SeatedVoters, seatedVoters } from "../crowd/seated-voters.ts";
import { type StandardCamp, type StandardCrowd, verdictOf } from "../crowd/standard-crowd.ts";

/** Casts the wanted number of votes of a round, on the first pairs of the pool. Ids go on from `after`. */
export type Voting = (
  pool: readonly NewPair[],
  wanted: number,
  crowd: StandardCrowd,
  after: number,
  random: () => number,
) => Promise<readonly LearnerComparison[]>;

/** One vote a pair, each by another member of the crowd; a share of them is flipped. */
export const humanVotes =
  (noise: number): Voting =>
  async (pool, wanted, crowd, after, random) =>
    castVotes(pool.slice(0, wanted), crowd, noise, after, random);

/** One vote a pair by members of a crowd, as the learner reads it; ids go on from `after`. */
export function castVotes(
  pairs: readonly NewPair[],
  crowd: StandardCrowd,
  noise: number,
  after: number,
  random: () => number,
): LearnerComparison[] {
  return pairs.map(({ prompt, a, b }, i) => {
    const verdict = verdictOf(crowd.campAt(random()), { prompt: prompt.text, a: a.text, b: b.text }, noise, random);
    const shared = { id: after + i + 1, promptId: prompt.id, prompt: prompt.text, bothBad: 0 };
    return { ...shared, a: a.tokens, b: b.tokens, label: labelOf(verdict) };
  });
}

/**
 * Votes of players who can be told apart, for one run: they remember what they have judged.
 * @param noise share of votes flipped
 */
export function seatedVotes(players: number, noise: number): Voting {
  let seated: SeatedVoters<SeatedPair<NewAnswer>> | null = null;
  const seats: StandardCamp[] = [];
  return async (pool, wanted, crowd, _after, random) => {
    // The same players, whatever they like by now.
    for (let i = 0; i < players; i++) seats[i] = crowd.campAt((i + 0.5) / players);
    seated ??= seatedVoters(seats, noise, random);
    const present = seated;
    const waiting = pool[Symbol.iterator]();
    const fresh = () => {
      const next = waiting.next();
      if (next.done === true) throw new Error(`The pool's ${pool.length} pairs don't last for ${wanted} votes a round`);
      return next.value;
    };
    return Array.from({ length: wanted }, () => {
      const { id, seat, pair, verdict, repeatOf } = present.vote(fresh);
      const label = labelOf(verdict);
      return {
        ...{ id, promptId: pair.prompt.id, prompt: pair.prompt.text, a: pair.a.tokens, b: pair.b.tokens },
        ...{ label, bothBad: 0, pairId: String(id), ballots: [{ rater: String(seat), label, bothBad: false }] },
        ...(repeatOf === undefined ? {} : { repeatOf: String(repeatOf) }),
      };
    });
  };
}
