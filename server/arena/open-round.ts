import type { GameState, ShowdownPair } from "../../shared/round/state.ts";
import type { PairRecord, Policies, Pool, RoundRecord, Rounds, SessionRecord } from "./ports.ts";

/** How often a game that waits for its pairs looks again. */
const RETRY_MS = 500;

/**
 * Opens a round and deals its showdown, waiting for as long as there is no policy or the pool is empty.
 * Rejects with the signal's reason when aborted.
 */
export async function openRound(
  stores: { policies: Pick<Policies, "newest">; rounds: Pick<Rounds, "open">; pool: Pick<Pool, "dealShowdown"> },
  session: SessionRecord,
  index: GameState["round"],
  signal: AbortSignal,
): Promise<{ round: RoundRecord; pair: ShowdownPair }> {
  const { id: sessionId, arenaId } = session;
  while ((await stores.policies.newest(arenaId)) === null) await pause(signal);
  signal.throwIfAborted();
  const round = await stores.rounds.open({ sessionId, index });
  for (;;) {
    const pair = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
    if (pair !== null) return { round, pair: showdownPair(pair) };
    await pause(signal);
  }
}

function showdownPair({ id, prompt, a, b }: PairRecord): ShowdownPair {
  return {
    id,
    prompt,
    a: a.text,
    b: b.text,
    answerA: a.id,
    answerB: b.id,
    versionA: a.policyVersion,
    versionB: b.policyVersion,
    writerA: a.writer,
    writerB: b.writer,
    rewardModelShare: preference(a.reward, b.reward),
  };
}

/** The Bradley-Terry probability that the first reward wins; -1 without rewards. */
export function preference(a: number | null, b: number | null): number {
  return a === null || b === null ? -1 : 1 / (1 + Math.exp(b - a));
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, RETRY_MS);
    signal.addEventListener("abort", abort, { once: true });
  });
}
