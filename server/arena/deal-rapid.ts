import type { ArenaId, PairRecord, Pool } from "./ports.ts";

/** Every so many-th rapid pair of a player is one of their own again, sides swapped, to know how consistent they are. */
export const REPEAT_EVERY = 6;

/** Deals up to `count` rapid pairs to a player who has been dealt `dealtBefore` in this session. */
export async function dealRapid(
  pool: Pick<Pool, "dealRapid" | "dealRepeat">,
  deal: { arenaId: ArenaId; roundId: string; playerId: string; count: number; dealtBefore: number },
): Promise<readonly PairRecord[]> {
  const { arenaId, roundId, playerId, count, dealtBefore } = deal;
  const repeats = Math.floor((dealtBefore + count) / REPEAT_EVERY) - Math.floor(dealtBefore / REPEAT_EVERY);
  const repeated: PairRecord[] = [];
  for (let i = 0; i < repeats; i++) {
    const pair = await pool.dealRepeat({ roundId, playerId });
    if (pair !== null) repeated.push(pair);
  }
  const fresh = await pool.dealRapid({ arenaId, roundId, playerId, count: count - repeated.length });
  return [...fresh, ...repeated];
}
