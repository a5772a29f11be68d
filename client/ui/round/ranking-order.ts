/** Answers in the order in which a player has put them, best first. Pure: every move gives a new order. */
export type RankingOrder = readonly string[];

/** Every player starts with another order, so that the order on screen does not bias the crowd. */
export function startingOrder(ids: readonly string[], random: () => number): RankingOrder {
  const order = [...ids];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as string, order[i] as string];
  }
  return order;
}

/** One place up (-1) or down (+1); the ends stay where they are. */
export function moved(order: RankingOrder, id: string, by: -1 | 1): RankingOrder {
  const from = order.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return order;
  const next = [...order];
  [next[from], next[to]] = [next[to] as string, next[from] as string];
  return next;
}

/** A, B, C, D: the same for everyone, whatever order they have put them in. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}
