/**
 * A graph is compiled for one length. Compiling it for a few and running each batch in the shortest that holds it saves
 * a third of the arithmetic, because most responses are far shorter than the longest allowed.
 */
export interface LengthBuckets<T> {
  /** The graph of the shortest bucket that holds `length`, opened on first use. */
  get(length: number): Promise<{ window: number; graph: T }>;
  dispose(): Promise<void>;
}

export function lengthBuckets<T extends { dispose(): Promise<void> }>(
  windows: readonly number[],
  open: (window: number) => Promise<T>,
): LengthBuckets<T> {
  const opened = new Map<number, Promise<T>>();
  return {
    async get(length) {
      const window = windows.find((one) => one >= length);
      if (window === undefined) throw new Error(`a response of ${length} tokens is longer than ${windows.at(-1)}`);
      let graph = opened.get(window);
      if (graph === undefined) {
        graph = open(window);
        opened.set(window, graph);
      }
      return { window, graph: await graph };
    },
    async dispose() {
      for (const graph of opened.values()) await (await graph).dispose();
      opened.clear();
    },
  };
}
