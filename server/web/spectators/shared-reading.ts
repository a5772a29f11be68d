import type { MonotonicClock } from "../../ports/arena.ts";

/** What many ask for is read once: it is kept until it changes, or is older than this. */
const FRESH_MS = 10_000;
/** Readings that are kept at once; the one that was asked for longest ago is forgotten for a new one. */
const MOST_KEPT = 500;

export interface SharedReading<Key extends readonly unknown[], T> {
  /** As it was after the last change that was told of. Those who ask while it is read wait for the same reading. */
  of(...key: Key): Promise<T>;
  /** Something changed in whatever begins with this key: a reading that is under way won't do for those who ask from now on. */
  changed(...begin: Partial<Key>): void;
}

interface Kept<Key, T> {
  readonly key: Key;
  readonly value: Promise<T>;
  /** When the reading began. */
  readonly at: number;
}

/**
 * Reads for everybody at once, so that what it costs doesn't grow with those who ask. A reading that fails is forgotten.
 *
 * @param read what the key stands for; keys are told apart by their JSON
 */
export function sharedReading<Key extends readonly unknown[], T>(
  read: (...key: Key) => Promise<T>,
  now: MonotonicClock,
): SharedReading<Key, T> {
  /** Last asked for last. */
  const kept = new Map<string, Kept<Key, T>>();

  function begin(name: string, key: Key): Promise<T> {
    const value: Promise<T> = turnEnded().then(() => {
      // Changes that are told of in the same turn lead to one reading, the last one's.
      const newer = kept.get(name);
      return newer === undefined || newer === one ? read(...key) : newer.value;
    });
    const one: Kept<Key, T> = { key, value, at: now() };
    value.catch(() => kept.get(name) === one && kept.delete(name));
    kept.set(name, one);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return value;
  }

  return {
    of(...key) {
      const name = JSON.stringify(key);
      const one = kept.get(name);
      kept.delete(name);
      if (one === undefined || now() - one.at >= FRESH_MS) return begin(name, key);
      kept.set(name, one);
      return one.value;
    },
    changed(...begin) {
      for (const [name, { key }] of kept) if (begin.every((part, i) => part === key[i])) kept.delete(name);
    },
  };
}

const turnEnded = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
