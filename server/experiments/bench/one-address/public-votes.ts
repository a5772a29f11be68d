import { seeded } from "../../../../shared/random/seeded.ts";
import { leastReadingMs } from "../../../../shared/round/votes/reading-time.ts";
import { labelOf } from "../../../../shared/round/votes/verdict.ts";
import type { NewAnswer, NewPair } from "../../../ports/pool.ts";
import type { LearnerComparison } from "../../../trainer/learner-contract.ts";
import { type SeatedPair, type SeatedVote, seatedCrowd } from "../../crowd/seated-crowd.ts";
import type { StandardTaste } from "../../crowd/taste.ts";

/** Some who play in the public session: how many seats they have, from where, and what these like. */
export interface Party {
  readonly name: "player" | "seat";
  readonly seats: number;
  /** One for all of their seats, or one each. */
  readonly addresses: "one" | "each";
  readonly taste: StandardTaste;
  /** Share of votes flipped. */
  readonly noise: number;
  /** From a pair being there to the verdict, in milliseconds. */
  readonly paceMs: number;
}

export interface Defences {
  /** Whether verdicts faster than anybody reads are left out, */
  readonly reading: boolean;
  /** and whether addresses are held to a share. */
  readonly shares: boolean;
}

export interface PublicVotes {
  /** What a round's votes make, as the learner reads it. */
  round(pool: readonly NewPair[]): LearnerComparison[];
  /** Votes cast so far, and those of them that were left out, by party. */
  readonly tally: ReadonlyMap<Party["name"], { cast: number; tooFast: number }>;
}

/** Of the drop-in session. */
const RAPID_MS = 30_000;

/** Rapid votes of a public session: everybody judges pair after pair, as many as their pace allows, and every sixth one of their own again. */
export function publicVotes(parties: readonly Party[], defences: Defences, seed: number): PublicVotes {
  const random = seeded(seed);
  const tally = new Map(parties.map(({ name }) => [name, { cast: 0, tooFast: 0 }]));
  const crowds = parties.map((party) => {
    const camp = { name: party.name, share: 1, taste: party.taste };
    const seats = Array.from({ length: party.seats }, () => camp);
    return { party, crowd: seatedCrowd<NewAnswer>(seats, party.noise, random) };
  });
  let id = 0;

  function judged(party: Party, vote: SeatedVote<SeatedPair<NewAnswer>>): LearnerComparison[] {
    const { prompt, a, b } = vote.pair;
    const count = tally.get(party.name)!;
    count.cast++;
    const isTooFast = party.paceMs < leastReadingMs(prompt.text, a.text, b.text);
    if (isTooFast) count.tooFast++;
    if (isTooFast && defences.reading) return [];
    const named = (one: number) => `${party.name} ${one}`;
    const label = labelOf(vote.verdict);
    const address = party.addresses === "one" ? party.name : named(vote.seat);
    const ballot = { rater: named(vote.seat), label, bothBad: false, ...(defences.shares ? { address } : {}) };
    return [
      {
        ...{ id: ++id, promptId: prompt.id, prompt: prompt.text, a: a.tokens, b: b.tokens, label, bothBad: 0 },
        ...{ pairId: named(vote.id), ballots: [ballot] },
        ...(vote.repeatOf === undefined ? {} : { repeatOf: named(vote.repeatOf) }),
      },
    ];
  }

  return {
    tally,
    round(pool) {
      return crowds.flatMap(({ party, crowd }) => {
        // Whoever comes after the last pair is dealt a copy of the first.
        let next = 0;
        const fresh = () => pool[next++ % pool.length]!;
        const wanted = party.seats * Math.floor(RAPID_MS / party.paceMs);
        return Array.from({ length: wanted }, () => judged(party, crowd.vote(fresh))).flat();
      });
    },
  };
}
