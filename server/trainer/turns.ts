import type { ArenaId, ArenaNeeds } from "../ports/arena.ts";

/** An arena that the trainer has something to do for. */
export interface Turn {
  readonly arenaId: ArenaId;
  /** Votes wait to be learnt from, or there is nothing that could be played. */
  readonly isUrgent: boolean;
}

/** What the trainer knows of an arena that the database doesn't tell. */
export interface Served {
  /** The last comparison that its line has read; a line may read some that no version can learn from. */
  readonly seen: number;
  /** When it was served last, on any clock. */
  readonly at: number;
}

/** From the first to be served: a game without any pairs, a game's votes, other votes, a game's pool, and what can wait. */
function rankOf({ ready, playing, lastComparison, learnt }: ArenaNeeds, seen: number): number {
  const hasVotes = lastComparison > Math.max(learnt, seen);
  if (playing && !ready) return 0;
  if (playing && hasVotes) return 1;
  if (hasVotes || !ready) return 2;
  return playing ? 3 : 4;
}
const LAST_URGENT = 2;

/**
 * Arenas in the order in which the trainer serves them. Of those that want the same, the one that was served longest ago comes first: so of
 * several games none waits longer than the others' turns take.
 */
export function inTurn(needs: readonly ArenaNeeds[], served: ReadonlyMap<ArenaId, Served>): readonly Turn[] {
  const ranked = needs.map((need) => {
    const { seen = 0, at = Number.NEGATIVE_INFINITY } = served.get(need.arenaId) ?? {};
    return { arenaId: need.arenaId, rank: rankOf(need, seen), at };
  });
  ranked.sort((x, y) => x.rank - y.rank || (x.at === y.at ? x.arenaId - y.arenaId : x.at - y.at));
  return ranked.map(({ arenaId, rank }) => ({ arenaId, isUrgent: rank <= LAST_URGENT }));
}

/**
 * Which open line is closed so that another can be opened: of an arena that wants nothing, or else of the one whose turn comes last. Null
 * where all of them come before the other; what isn't urgent takes the place of an arena that wants nothing, and of no other.
 */
export function lineToClose(open: readonly ArenaId[], turns: readonly Turn[], other: Turn): ArenaId | null {
  const placeOf = (arenaId: ArenaId) => {
    const place = turns.findIndex((turn) => turn.arenaId === arenaId);
    return place < 0 ? turns.length : place;
  };
  const last = open.toSorted((x, y) => placeOf(y) - placeOf(x))[0];
  if (last === undefined) return null;
  const least = other.isUrgent ? placeOf(other.arenaId) : turns.length - 1;
  return placeOf(last) > least ? last : null;
}
