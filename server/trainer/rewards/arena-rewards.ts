import type { Reward } from "../../methods/method.ts";
import { endsResponse, type Sequence } from "../../ml/model/batch-layout.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { Reading, SequenceShape } from "../../ml/training/reference-model.ts";
import type { ArenaId } from "../../ports/arena.ts";

/** Answers that can't be scored. */
export class QueryProblem extends Error {
  override readonly name = "QueryProblem";
}

/** Scores of answers by the reward models of arenas, beside whatever their lines are doing. */
export interface Rewards {
  /** From now on an arena's answers score so. */
  tell(arenaId: ArenaId, reward: Reward): void;
  /**
   * @param queries prompts with the answers behind them, special tokens spelt out
   * @returns rewards as training follows them, with which answers were longer than is read; null before the arena's first fit
   * @throws QueryProblem that names a query that can't be read
   */
  score(
    arenaId: ArenaId,
    queries: readonly string[],
    prompts: readonly string[],
  ): Promise<{ readonly rewards: readonly number[]; readonly cut: readonly boolean[] } | null>;
}

/** @param read reads prompts with answers, a batch at a time */
export function arenaRewards({
  tokenizer,
  shape,
  read,
}: {
  readonly tokenizer: Pick<Tokenizer, "encode" | "encodeSpelt" | "encodePrompt">;
  readonly shape: SequenceShape;
  readonly read: (sequences: readonly Sequence[]) => Promise<readonly Reading[]>;
}): Rewards {
  const present = new Map<ArenaId, Reward>();
  const readTogether = inBatches(read);
  return {
    tell(arenaId, reward) {
      present.set(arenaId, reward);
    },
    async score(arenaId, queries, prompts) {
      const reward = present.get(arenaId);
      if (reward === undefined) return null;
      const known = queries.map((query, i) => {
        const one = readQuery(tokenizer, shape, query, prompts[i]!);
        if (typeof one === "string") throw new QueryProblem(`query ${i} ${one}`);
        return one;
      });
      const sequences = known.map(({ sequence }) => sequence);
      const readings = await readTogether(sequences);
      return { rewards: reward(readings, sequences), cut: known.map(({ cut }) => cut) };
    },
  };
}

/** What is asked while a batch is read is read together in the next one: engines ask for one answer at a time, many times at once. */
function inBatches(read: (sequences: readonly Sequence[]) => Promise<readonly Reading[]>) {
  let waiting: { sequences: readonly Sequence[]; done: PromiseWithResolvers<readonly Reading[]> }[] = [];
  let busy = false;
  async function work(): Promise<void> {
    busy = true;
    for (; waiting.length > 0; ) {
      const batch = waiting;
      waiting = [];
      try {
        const readings = await read(batch.flatMap(({ sequences }) => sequences));
        let at = 0;
        for (const { sequences, done } of batch) {
          done.resolve(readings.slice(at, at + sequences.length));
          at += sequences.length;
        }
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
    }
    busy = false;
  }
  return (sequences: readonly Sequence[]): Promise<readonly Reading[]> => {
    const done = Promise.withResolvers<readonly Reading[]>();
    waiting.push({ sequences, done });
    if (!busy) void work();
    return done.promise;
  };
}

/** A prompt with its answer as the reward model reads it. */
interface QueryRead {
  readonly sequence: Sequence;
  /** Whether the answer was longer than is read: what stands behind is not. */
  readonly cut: boolean;
}

type Windows = Pick<SequenceShape, "promptWindow" | "windows" | "eosId" | "endIds" | "padId">;

/**
 * Reads a text as engines keep it: a prompt with the answer behind it, special tokens spelt out. A prompt without any is a question as people ask it.
 * @returns what is wrong with it, where it can't be read
 */
function readQuery(
  tokenizer: Pick<Tokenizer, "encode" | "encodeSpelt" | "encodePrompt">,
  { promptWindow, windows, eosId, endIds, padId }: Windows,
  query: string,
  prompt: string,
): QueryRead | string {
  const whole = tokenizer.encodeSpelt(query);
  const spelt = tokenizer.encodeSpelt(prompt);
  const from = whole.findIndex((id) => id !== padId);
  const behind = whole.slice(Math.max(0, from));
  if (!spelt.every((id, i) => behind[i] === id)) return "doesn't begin with its prompt";
  const isPlain = tokenizer.encode(prompt).join() === spelt.join();
  const asked = isPlain ? tokenizer.encodePrompt(prompt) : spelt;
  if (asked.length > promptWindow) return `has a prompt of ${asked.length} tokens, and the model reads ${promptWindow}`;
  const answer = behind.slice(spelt.length);
  const end = answer.findIndex((id) => endsResponse(id, { eosId, endIds }));
  const response = end < 0 ? answer.filter((id) => id !== padId) : answer.slice(0, end + 1);
  if (response.length === 0) return "has no answer behind its prompt";
  const most = Math.max(...windows);
  return { sequence: { prompt: asked, response: response.slice(0, most) }, cut: response.length > most };
}
