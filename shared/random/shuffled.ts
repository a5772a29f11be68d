/** A copy in random order (Fisher and Yates). `random` gives 0-1. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = items.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
