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
  /** Graphs of one kind that are kept, at most: the one that was used longest ago makes room for another. All are unless given. */
  readonly graphs?: number;
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
  /** Uses the graph of the shortest bucket that holds the sequences, opened on first use; it isn't let go before `use` is done. */
  with<R>(sequences: readonly Sequence[], use: (graph: T, bucket: Bucket) => Promise<R> | R): Promise<R>;
  dispose(): Promise<void>;
}

/** A graph that is open or being opened. */
interface Held<T> {
  readonly graph: Promise<T>;
  users: number;
}

/**
 * Graphs by the lengths of `SequenceShape`. `with` throws an Error where a prompt or a response is longer than the longest.
 * @param open compiles the graph of a bucket
 */
export function lengthBuckets<T extends { dispose(): Promise<void> }>(
  { promptWindow: limit, promptWindows = [Math.ceil(0.75 * limit), limit], windows, graphs = Infinity }: SequenceShape,
  open: (bucket: Bucket) => Promise<T>,
): LengthBuckets<T> {
  /** The one that was used last stands last. */
  const held = new Map<string, Held<T>>();

  function bucketOf(sequences: readonly Sequence[]): Bucket {
    const prompt = Math.max(...sequences.map((one) => one.prompt.length));
    const promptWindow = promptWindows.find((one) => one >= prompt);
    if (promptWindow === undefined) throw new Error(`a prompt of ${prompt} tokens is longer than ${limit}`);
    const response = Math.max(...sequences.map((one) => one.response.length));
    const window = windows.find((one) => one >= response);
    if (window === undefined) throw new Error(`a response of ${response} tokens is longer than ${windows.at(-1)}`);
    return { promptWindow, window };
  }

  /** Lets go of what was used longest ago, until there is room for one more. */
  async function makeRoom(): Promise<void> {
    for (const [key, { graph, users }] of [...held]) {
      if (held.size < graphs) return;
      if (users > 0) continue;
      held.delete(key);
      await (await graph).dispose();
    }
  }

  return {
    async with(sequences, use) {
      const bucket = bucketOf(sequences);
      const key = `${bucket.promptWindow}+${bucket.window}`;
      if (!held.has(key)) await makeRoom();
      const present = held.get(key) ?? { graph: open(bucket), users: 0 };
      present.graph.catch(() => held.delete(key)); // whoever asks next tries again
      held.delete(key);
      held.set(key, present);
      present.users++;
      try {
        return await use(await present.graph, bucket);
      } finally {
        present.users--;
      }
    },
    async dispose() {
      for (const { graph } of held.values()) await (await graph).dispose();
      held.clear();
    },
  };
}

/** Indices in groups of `rows`, sorted by response length so that short ones share a short bucket. */
export function byLength(sequences: readonly Sequence[], rows: number): number[][] {
  const order = sequences
    .map((_, i) => i)
    .sort((a, b) => sequences[a]!.response.length - sequences[b]!.response.length);
  return Array.from({ length: Math.ceil(order.length / rows) }, (_, i) => order.slice(i * rows, (i + 1) * rows));
}
