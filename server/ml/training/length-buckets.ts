import type { Ends, Sequence } from "../model/batch-layout.ts";

/** Where prompts end and responses begin, and how many are computed at once. */
export interface SequenceShape extends Ends {
  readonly rows: number;
  /** Tokens of the longest prompt. */
  readonly promptWindow: number;
  /** Prompt windows to compile for, ascending, the last of them `promptWindow`; that and three quarters of it unless given. */
  readonly promptWindows?: readonly number[];
  /** Response windows to compile for, ascending; the last is the limit. */
  readonly windows: readonly number[];
  readonly padId: number;
}

/** The lengths that one graph is compiled for. */
export interface Bucket {
  readonly promptWindow: number;
  readonly window: number;
}

/**
 * A graph is compiled for one length. Compiling it for a few and running each batch in the shortest that holds it saves
 * a third of the arithmetic, because most responses are far shorter than the longest allowed, and so are most prompts.
 */
export interface LengthBuckets<T> {
  /** The graph of the shortest bucket that holds the sequences, opened on first use. */
  get(sequences: readonly Sequence[]): Promise<Bucket & { graph: T }>;
  dispose(): Promise<void>;
}

/**
 * Graphs by the lengths of `SequenceShape`. `get` throws an Error where a prompt or a response is longer than the longest.
 * @param open compiles the graph of a bucket
 */
export function lengthBuckets<T extends { dispose(): Promise<void> }>(
  { promptWindow: limit, promptWindows = [Math.ceil(0.75 * limit), limit], windows }: SequenceShape,
  open: (bucket: Bucket) => Promise<T>,
): LengthBuckets<T> {
  const opened = new Map<string, Promise<T>>();
  return {
    async get(sequences) {
      const prompt = Math.max(...sequences.map((one) => one.prompt.length));
      const promptWindow = promptWindows.find((one) => one >= prompt);
      if (promptWindow === undefined) throw new Error(`a prompt of ${prompt} tokens is longer than ${limit}`);
      const response = Math.max(...sequences.map((one) => one.response.length));
      const window = windows.find((one) => one >= response);
      if (window === undefined) throw new Error(`a response of ${response} tokens is longer than ${windows.at(-1)}`);
      const key = `${promptWindow}+${window}`;
      let graph = opened.get(key);
      if (graph === undefined) {
        graph = open({ promptWindow, window });
        opened.set(key, graph);
      }
      return { promptWindow, window, graph: await graph };
    },
    async dispose() {
      for (const graph of opened.values()) await (await graph).dispose();
      opened.clear();
    },
  };
}
