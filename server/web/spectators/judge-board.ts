import type { JudgeBoard } from "../../../shared/protocol/lab.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Judgements } from "../../ports/external.ts";
import { wilson } from "../../stats/win-rates.ts";

/** What the lab shows of an arena's AI judge; null where none sits. */
export async function judgeBoard(
  judgements: Pick<Judgements, "state" | "work">,
  arenaId: ArenaId,
): Promise<JudgeBoard | null> {
  const state = await judgements.state(arenaId);
  if (state === null || state.share === 0) return null;
  const { judge, share: wanted, paused, pausedUntil, calls, tokens } = state;
  const { people, labels, ordersAsked, ordersAgreed, sharedPairs, agreed } = await judgements.work(arenaId, judge);
  const agreement = agreed / sharedPairs;
  return {
    judge,
    wanted,
    share: labels === 0 ? 0 : labels / (labels + people),
    labels,
    agreement:
      sharedPairs === 0 ? null : { rate: agreement, ...wilson(agreement, sharedPairs), pairs: Math.round(sharedPairs) },
    constancy: ordersAsked === 0 ? null : ordersAgreed / ordersAsked,
    paused: paused === null ? null : { reason: paused, until: pausedUntil?.toISOString() ?? null },
    calls,
    tokens,
  };
}
