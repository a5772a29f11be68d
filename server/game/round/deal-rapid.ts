import type { SessionSettings } from "../../../shared/round/settings.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { PairRecord, Pool } from "../../ports/pool.ts";
import type { Entries } from "../../ports/rounds.ts";

/** Every so many-th rapid pair of a player is one of their own again, sides swapped, to know how consistent they are. */
export const REPEAT_EVERY = 6;

export interface RapidDeal {
  readonly arenaId: ArenaId;
  readonly roundId: string;
  readonly playerId: string;
  readonly count: number;
  /** Pairs that the player has been dealt in this session. */
  readonly dealtBefore: number;
  /** Ids of those in the player's hands. */
  readonly held: readonly string[];
}

/** Deals up to `count` rapid pairs to a player: in a bot round of what was written there first, then of the pool. */
export async function dealRapid(
  stores: { readonly pool: Pick<Pool, "dealToPlayer" | "dealRepeat">; readonly entries: Pick<Entries, "deal"> },
  { mode, packId }: Pick<SessionSettings, "mode" | "packId">,
  deal: RapidDeal,
): Promise<readonly PairRecord[]> {
  if (mode !== "bot") return dealFromPool(stores.pool, deal);
  const written = await stores.entries.deal(deal);
  const missing = deal.count - written.length;
  // The pool's prompts are another matter than a pack's.
  if (missing === 0 || packId !== null) return written;
  return [...written, ...(await dealFromPool(stores.pool, { ...deal, count: missing }))];
}

async function dealFromPool(
  pool: Pick<Pool, "dealToPlayer" | "dealRepeat">,
  { arenaId, roundId, playerId, count, dealtBefore }: RapidDeal,
): Promise<readonly PairRecord[]> {
  const repeats = Math.floor((dealtBefore + count) / REPEAT_EVERY) - Math.floor(dealtBefore / REPEAT_EVERY);
  const repeated: PairRecord[] = [];
  for (let i = 0; i < repeats; i++) {
    const pair = await pool.dealRepeat({ roundId, playerId });
    if (pair !== null) repeated.push(pair);
  }
  const fresh = await pool.dealToPlayer({ arenaId, roundId, playerId, count: count - repeated.length });
  return [...fresh, ...repeated];
}
