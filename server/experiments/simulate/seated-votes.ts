import { labelOf } from "../../../shared/round/votes/verdict.ts";
import type { NewAnswer } from "../../ports/pool.ts";
import { type SeatedCrowd, type SeatedPair, seatedCrowd } from "../crowd/seated-crowd.ts";
import type { Voting } from "./voting.ts";

/**
 * Votes of players who are known apart, for one run: they remember what they have judged.
 * @param noise share of votes flipped
 */
export function seatedVotes(players: number, noise: number): Voting {
  let seated: SeatedCrowd<SeatedPair<NewAnswer>> | null = null;
  return async (pool, wanted, crowd, _after, random) => {
    const seats = Array.from({ length: players }, (_, i) => crowd.campAt((i + 0.5) / players));
    seated ??= seatedCrowd(seats, noise, random);
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
