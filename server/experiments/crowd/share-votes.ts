/** How many pairs each player judges in one round. */
export interface Allotment {
  /** Rapid pairs, by player. */
  readonly rapid: readonly number[];
  /** Who votes in the showdown. */
  readonly showdown: readonly boolean[];
}

/**
 * Shares the votes of a session out evenly over rounds and players. Where they are fewer than everybody would give, rapid pairs
 * come first, since each makes a comparison of its own, and every next vote goes to the player whose turn it is.
 * @param votes most votes of the whole session; Infinity for no limit
 */
export function shareVotes(votes: number, players: number, rounds: number, pairs: number): Allotment[] {
  let turn = 0;
  return Array.from({ length: rounds }, (_, round) => {
    const due = (until: number) => Math.floor((votes * until) / rounds);
    const quota = Math.min(votes === Infinity ? Infinity : due(round + 1) - due(round), players * (pairs + 1));
    const rapid = new Array<number>(players).fill(0);
    const showdown = new Array<boolean>(players).fill(false);
    for (let vote = 0; vote < quota; vote++, turn = (turn + 1) % players) {
      if (rapid[turn]! < pairs) rapid[turn]!++;
      else showdown[turn] = true;
    }
    return { rapid, showdown };
  });
}
