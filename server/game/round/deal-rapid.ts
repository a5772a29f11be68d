import { MODES } from "../../../shared/round/modes.ts";
import type { SessionSettings } from "../../../shared/round/settings.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { PairRecord, Pool } from "../../ports/pool.ts";
import type { Entries } from "../../ports/rounds.ts";

/** One in so many of a player's rapid pairs is one that they judged before, sides swapped: it shows how consistent they are. */
export const REPEAT_EVERY = 6;

/** The rapid pairs that a player has taken into their hands and gets now. */
interface Taken {
  readonly arenaId: ArenaId;
  readonly roundId: string;
  readonly playerId: string;
  readonly count: number;
  /** Pairs that the player has been dealt in this session. */
  readonly dealtBefore: number;
  /** Ids of those that the player had in hand before. */
  readonly held: readonly string[];
}

/**
 * Deals the pairs that a player gets: of what was written in the round first, where players write, then of the pool.
 *
 * @returns fewer than `count` where there are no more
 */
export async function dealRapid(
  stores: { readonly pool: Pick<Pool, "dealToPlayer" | "dealRepeat">; readonly entries: Pick<Entries, "deal"> },
  { mode, packId }: Pick<SessionSettings, "mode" | "packId">,
  taken: Taken,
): Promise<readonly PairRecord[]> {
  if (MODES[mode].deals !== "entries") return pairsOfPool(stores.pool, taken);
  const written = await stores.entries.deal(taken);
  const missing = taken.count - written.length;
  // The pool's prompts are another matter than a pack's.
  if (missing === 0 || packId !== null) return written;
  return [...written, ...(await pairsOfPool(stores.pool, { ...taken, count: missing }))];
}

async function pairsOfPool(
  pool: Pick<Pool, "dealToPlayer" | "dealRepeat">,
  { arenaId, roundId, playerId, count, dealtBefore }: Taken,
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
