/** A prompt with its response, in tokens. */
export interface Sequence {
  /** With its special tokens: `<bos> ... <sep>`. */
  readonly prompt: readonly number[];
  /** Up to and with the token that ends it, or without one when it ran into the limit. */
  readonly response: readonly number[];
  /** Weight of each response token in a likelihood; 1 each unless given. */
  readonly weights?: readonly number[];
  /** What the state before the last response token is to tell, by question and token id, with weights. That token's own weight should be 0. */
  readonly endings?: readonly ReadonlyMap<number, number>[];
  /** What the frozen lower blocks give for each token, `[prompt + response tokens, dim]`, where it is known already. */
  readonly trunk?: Float32Array;
}

/** Tokens that end a response. */
export interface Ends {
  /** The one that responses which are learnt from end with. */
  readonly eosId: number;
  /** All of them, where a model has several. */
  readonly endIds?: readonly number[] | undefined;
}

export const endsResponse = (id: number | undefined, { eosId, endIds }: Ends): boolean =>
  id === eosId || (id !== undefined && (endIds ?? []).includes(id));

/** Whether a response came to its end, and not to a limit. */
export const hasEnded = ({ response }: Pick<Sequence, "response">, ends: Ends): boolean =>
  endsResponse(response.at(-1), ends);

/**
 * How prompts and responses lie in a batch: prompts end at column `promptWindow`, padded on the left; responses begin
 * there, padded on the right. So every response starts in one column and a batch decodes in step.
 */
export interface Batch {
  readonly rows: number;
  readonly promptWindow: number;
  readonly responseWindow: number;
  /** `[rows, promptWindow + responseWindow]` */
  readonly ids: Int32Array;
  /** `[rows]`, the column of the first prompt token. */
  readonly start: Int32Array;
  /** `[rows, responseWindow]`, the weight of response tokens (1 unless given), `<eos>` included; 0 elsewhere. */
  readonly mask: Float32Array;
}

/** Lays `sequences` out in `rows` rows; missing rows repeat the first with an empty mask. Throws an Error when one does not fit. */
export function layBatch(
  sequences: readonly Sequence[],
  window: { rows: number; promptWindow: number; responseWindow: number; padId: number },
): Batch {
  const { rows, promptWindow, responseWindow, padId } = window;
  if (sequences.length === 0 || sequences.length > rows)
    throw new Error(`layBatch: ${sequences.length} sequences for ${rows} rows`);
  const time = promptWindow + responseWindow;
  const ids = new Int32Array(rows * time).fill(padId);
  const start = new Int32Array(rows);
  const mask = new Float32Array(rows * responseWindow);
  for (let row = 0; row < rows; row++) {
    const { prompt, response, weights } = sequences[row] ?? sequences[0]!;
    if (prompt.length > promptWindow)
      throw new Error(`prompt of ${prompt.length} tokens is longer than ${promptWindow}`);
    if (response.length > responseWindow)
      throw new Error(`response of ${response.length} tokens is longer than ${responseWindow}`);
    start[row] = promptWindow - prompt.length;
    ids.set(prompt, row * time + promptWindow - prompt.length);
    ids.set(response, row * time + promptWindow);
    if (row < sequences.length) mask.set(weights ?? response.map(() => 1), row * responseWindow);
  }
  return { rows, promptWindow, responseWindow, ids, start, mask };
}
