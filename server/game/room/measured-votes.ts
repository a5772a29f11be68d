import type { Refusal, Reply } from "../../../shared/protocol/messages.ts";
import { inSpan } from "../../ports/tracing.ts";
import type { LiveGame } from "./live-game.ts";

/** What became of a vote. "unavailable" is also told where the casting failed. */
type Outcome = "accepted" | "duplicate" | Refusal;

/**
 * Counts a vote by its outcome and, where it is acknowledged, takes the time since its arrival: what its player waits for. A trace of it
 * begins here.
 *
 * @param cast resolves with the answer that the voter gets
 */
export function measured<R extends Reply<{ duplicate?: boolean }>>(
  { services, session }: LiveGame,
  cast: () => Promise<R>,
): Promise<R> {
  const { metrics, now } = services;
  const arrived = now();
  return inSpan("vote", { "thumbwar.session": session.code }, async (span) => {
    let outcome: Outcome = "unavailable";
    try {
      const reply = await cast();
      outcome = outcomeOf(reply);
      if (reply.ok) metrics.observe("thumbwar_vote_seconds", (now() - arrived) / 1000);
      return reply;
    } finally {
      metrics.count("thumbwar_votes_total", { outcome });
      span.setAttribute("thumbwar.outcome", outcome);
    }
  });
}

function outcomeOf(reply: Reply<{ duplicate?: boolean }>): Outcome {
  if (!reply.ok) return reply.error;
  return reply.duplicate === true ? "duplicate" : "accepted";
}

/**
 * Counts what a player was dealt, and what the pool had not.
 * @param asked pairs that the player could still be given
 */
export function countDeal({ services: { metrics } }: LiveGame, asked: number, dealt: number): void {
  metrics.count("thumbwar_pairs_dealt_total", {}, dealt);
  metrics.count("thumbwar_pairs_short_total", {}, asked - dealt);
}
