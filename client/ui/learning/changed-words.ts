import { diffWords } from "diff";

/** A stretch of a text; `changed` where the other text hasn't got it. */
export interface Piece {
  readonly text: string;
  readonly changed: boolean;
}

export interface ChangedWords {
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
  /** So little is common to both that marks would cover everything. */
  readonly allNew: boolean;
}

/** Below this share of common words, by letters, two texts count as two different ones. */
const COMMON = 0.2;
/** A common stretch of no more letters between two changed ones is too short to read: it is marked with them. */
const LETTERS = 3;

/** What two texts have not in common, word by word. */
export function changedWords(before: string, after: string): ChangedWords {
  const parts = diffWords(before, after, { intlSegmenter: new Intl.Segmenter(undefined, { granularity: "word" }) });
  const letters = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const common = parts.reduce((sum, { added, removed, value }) => sum + (added || removed ? 0 : letters(value)), 0);
  const changes = (i: number) => parts[i] !== undefined && (parts[i].added || parts[i].removed);
  const isShort = (i: number) => changes(i - 1) && changes(i + 1) && letters(parts[i]!.value) <= LETTERS;
  const pieces = (left: "added" | "removed"): readonly Piece[] => {
    const joined: { text: string; changed: boolean }[] = [];
    for (const [i, part] of parts.entries()) {
      if (part[left]) continue;
      const changed = changes(i) || isShort(i);
      const last = joined.at(-1);
      if (last?.changed === changed) last.text += part.value;
      else joined.push({ text: part.value, changed });
    }
    return joined;
  };
  return {
    before: pieces("added"),
    after: pieces("removed"),
    allNew: common < COMMON * Math.max(letters(before), letters(after)),
  };
}

/** The changed stretches in a row, for those who can't see the marks. */
export const changedText = (pieces: readonly Piece[]): string =>
  pieces
    .filter(({ changed }) => changed)
    .map(({ text }) => text.trim().replace(/[\s.,;:]+$/, ""))
    .filter((text) => text !== "")
    .join(" … ");
