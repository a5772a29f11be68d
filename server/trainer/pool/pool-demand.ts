import type { Schedule } from "../schedule.ts";

/** Deals are counted over the last seconds, since a crowd comes and goes. */
const WINDOW_MS = 5_000;
/** Until the trainer looks again, with what it may just be doing. */
const SOON_MS = 2_000;
const FIRST_FILL_MS = 1_000;
/** Pairs that wait for longer are of an old version when they are dealt. */
const MOST_WAITING = 2_000;

/** What a pool needs now. */
export interface PoolNeed {
  /** Undealt pairs below which it is filled up. */
  readonly lowWater: number;
  /** Pairs that an answer of the next pool may be in. */
  readonly meetings: number;
}

/** Follows how fast the pairs of one version, of one pack's prompts or of none, are dealt. */
export interface PoolDemand {
  /** @param undealt pairs that are left */
  look(undealt: number): PoolNeed;
  /** Pairs were added. @param ms how long they took to make */
  filled(pairs: number, ms: number): void;
}

/**
 * The low water is what is dealt while a pool is made, so that the next one is there before the last pair goes. It never falls below the
 * schedule's. Where that asks for more than one pool, answers meet more often: another pair of answers that are there costs next to nothing.
 * @param now milliseconds
 */
export function poolDemand(
  { lowWater, meetings, perPrompt, poolPrompts }: Pick<Schedule, "lowWater" | "meetings" | "perPrompt" | "poolPrompts">,
  now: () => number,
): PoolDemand {
  const mostMeetings = Math.max(meetings, perPrompt - 1);
  const pairsAMeeting = (poolPrompts * perPrompt) / 2;
  let looks: readonly { readonly at: number; readonly dealt: number }[] = [];
  let dealt = 0;
  let last: number | null = null;
  let fillMs = FIRST_FILL_MS;

  /** Pairs a second. */
  function rate(at: number): number {
    // The newest look before the window began is its first.
    const first = looks.findLastIndex((look) => look.at <= at - WINDOW_MS);
    looks = looks.slice(Math.max(0, first));
    const began = looks[0]!;
    return at > began.at ? (1_000 * (dealt - began.dealt)) / (at - began.at) : 0;
  }

  return {
    look(undealt) {
      const at = now();
      dealt += Math.max(0, (last ?? undealt) - undealt);
      last = undealt;
      looks = [...looks, { at, dealt }];
      const perSecond = rate(at);
      const wanted = Math.min(MOST_WAITING, Math.max(lowWater, Math.ceil((perSecond * (fillMs + SOON_MS)) / 1_000)));
      // Of an empty pool more may be wanted than was there to be dealt.
      const isDry = undealt === 0 && perSecond > 0;
      const needed = isDry ? mostMeetings : Math.ceil((wanted - undealt) / pairsAMeeting);
      return { lowWater: wanted, meetings: Math.min(mostMeetings, Math.max(meetings, needed)) };
    },
    filled(pairs, ms) {
      last = (last ?? 0) + pairs;
      fillMs = ms;
    },
  };
}
