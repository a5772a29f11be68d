/**
 * GPT-2's printable stand-ins for the 256 bytes (Radford et al. 2019, `bytes_to_unicode`): printable Latin-1 characters
 * stand for themselves, the rest are moved up from U+0100, so a space is "Ġ".
 */
const isPrintable = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

let moved = 0;
/** Symbol of each byte, by byte. */
export const byteSymbols: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCodePoint(isPrintable(byte) ? byte : 256 + moved++),
);

const encoder = new TextEncoder();

/** The bytes of a text as symbols. */
export function toByteSymbols(text: string): string[] {
  return Array.from(encoder.encode(text), (byte) => byteSymbols[byte]!);
}

/** A byte-level vocabulary. */
export interface Bpe {
  /** Tokens by id: special tokens, the 256 bytes, then merges in the order they were learnt. */
  readonly vocab: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

/** GPT-2's pre-tokenisation, the pattern that ByteLevel applies with `use_regex`. */
const wordPattern = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** A pair that occurs once is a word of its own, not a pattern. */
const MIN_PAIR_COUNT = 2;

/**
 * Learns a vocabulary by byte-pair encoding (Sennrich et al. 2016; GPT-2's byte alphabet and pre-tokenisation). Merges are counted
 * over distinct words, and after a merge only the words that held the pair are counted anew.
 *
 * Texts are read as the tokenizer will read them, with a space before the first word. Deterministic: of equally frequent
 * pairs the one with the lowest ids wins. The vocabulary stays below `vocabSize` when no pair is left to merge.
 * Throws a RangeError when `vocabSize` doesn't hold the special tokens and the bytes.
 */
export function trainBpe(
  texts: Iterable<string>,
  { vocabSize, specials }: { vocabSize: number; specials: readonly string[] },
): Bpe {
  const vocab = [...specials, ...byteSymbols];
  if (vocabSize < vocab.length) {
    throw new RangeError(`A byte-level vocabulary needs at least ${vocab.length} tokens, not ${vocabSize}.`);
  }
  const idOf = new Map(vocab.map((token, id) => [token, id]));
  const words = [...countWords(texts)].map(([word, count]) => ({
    ids: toByteSymbols(word).map((symbol) => idOf.get(symbol)!),
    count,
  }));
  const pairs = new PairCounts(vocabSize);
  words.forEach((word, index) => {
    pairs.add(word.ids, word.count, index);
  });

  const merges: [string, string][] = [];
  while (vocab.length < vocabSize) {
    const best = pairs.best();
    if (best === null) break;
    const [left, right] = best.pair;
    const merged = vocab.length;
    merges.push([vocab[left]!, vocab[right]!]);
    vocab.push(vocab[left]! + vocab[right]!);
    for (const index of best.words) {
      const word = words[index]!;
      pairs.add(word.ids, -word.count, index);
      word.ids = merge(word.ids, left, right, merged);
      pairs.add(word.ids, word.count, index);
    }
  }
  return { vocab, merges };
}

function countWords(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of (text.startsWith(" ") ? text : ` ${text}`).matchAll(wordPattern)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

function merge(ids: readonly number[], left: number, right: number, merged: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const isPair = ids[i] === left && ids[i + 1] === right;
    out.push(isPair ? merged : ids[i]!);
    if (isPair) i++;
  }
  return out;
}

/** How often each pair of neighbouring tokens occurs, and in which words it may. */
class PairCounts {
  readonly #base: number;
  readonly #pairs = new Map<number, { count: number; words: Set<number> }>();

  constructor(vocabSize: number) {
    this.#base = vocabSize;
  }

  add(ids: readonly number[], count: number, word: number): void {
    for (let i = 0; i + 1 < ids.length; i++) {
      const key = ids[i]! * this.#base + ids[i + 1]!;
      let entry = this.#pairs.get(key);
      if (entry === undefined) {
        entry = { count: 0, words: new Set() };
        this.#pairs.set(key, entry);
      }
      entry.count += count;
      if (count > 0) entry.words.add(word);
      if (entry.count === 0) this.#pairs.delete(key);
    }
  }

  best(): { pair: [number, number]; words: readonly number[] } | null {
    let bestKey = -1;
    let bestCount = MIN_PAIR_COUNT - 1;
    for (const [key, { count }] of this.#pairs) {
      if (count > bestCount || (count === bestCount && bestKey >= 0 && key < bestKey)) {
        bestKey = key;
        bestCount = count;
      }
    }
    if (bestKey < 0) return null;
    return {
      pair: [Math.floor(bestKey / this.#base), bestKey % this.#base],
      words: [...this.#pairs.get(bestKey)!.words],
    };
  }
}
