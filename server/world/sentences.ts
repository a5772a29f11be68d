/** Splits a text into sentences with their end marks. A tail without an end mark is a sentence too. */
export function sentencesOf(text: string): string[] {
  return (
    text
      .match(/[^.!?]+[.!?]*/g)
      ?.map((sentence) => sentence.trim())
      .filter((sentence) => sentence !== "") ?? []
  );
}

/** The words of a text, lower-cased, without punctuation. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9'-]*[a-z0-9]/g) ?? [];
}
