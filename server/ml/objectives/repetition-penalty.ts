/** A word of a response. */
export interface Word {
  readonly text: string;
  /** Index of the word's last token in its response. */
  readonly token: number;
}

/** What keeps a policy from saying one thing to everybody. */
export interface RepetitionSettings {
  /** Words in a row that make a phrase. */
  readonly words: number;
  /** Share of responses that may contain a phrase for free. */
  readonly allowed: number;
  /** Reward taken off for every 1.0 of share above that. */
  readonly strength: number;
  /** Reward taken off for a phrase that stands in the same response before. */
  readonly repeated: number;
}

/** Every run of `length` words with the token that completes it. */
export function phrasesOf(words: readonly Word[], length: number): { phrase: string; token: number }[] {
  const phrases: { phrase: string; token: number }[] = [];
  for (let end = length; end <= words.length; end++) {
    const run = words.slice(end - length, end);
    phrases.push({ phrase: run.map((word) => word.text).join(" "), token: run.at(-1)!.token });
  }
  return phrases;
}

/** Number of responses that contain each phrase of `length` words. */
export function phraseCounts(responses: readonly (readonly Word[])[], length: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const words of responses)
    for (const phrase of new Set(phrasesOf(words, length).map((one) => one.phrase)))
      counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  return counts;
}

/** The commonest phrase of `length` words, and the share of responses that contain it, 0-1. */
export function topPhrase(responses: readonly (readonly Word[])[], length: number): { phrase: string; share: number } {
  let best = { phrase: "", share: 0 };
  for (const [phrase, count] of phraseCounts(responses, length))
    if (count / responses.length > best.share) best = { phrase, share: count / responses.length };
  return best;
}

/**
 * The repetition penalty of each token of each response of the newest batch, `[rows, time]`: for phrases that many recent responses share,
 * and for those that the response itself has said before.
 *
 * A reward model reads one response at a time, so it cannot see that the policy tells everybody the same. As a model of pooled states it also
 * likes a good sentence twice as much when it is said twice. The penalty falls on the token that completes the phrase, so that PPO
 * learns which words to vary and not merely to write less.
 * @param recent all responses in which shares are counted, the batch included
 */
export function repetitionPenalties(
  batch: readonly (readonly Word[])[],
  recent: readonly (readonly Word[])[],
  time: number,
  settings: RepetitionSettings,
): Float32Array {
  const counts = phraseCounts(recent, settings.words);
  const penalties = new Float32Array(batch.length * time);
  for (const [row, words] of batch.entries()) {
    const said = new Set<string>();
    for (const { phrase, token } of phrasesOf(words, settings.words)) {
      const share = counts.get(phrase)! / recent.length;
      const again = said.has(phrase) ? settings.repeated : 0;
      penalties[row * time + token] = settings.strength * Math.max(0, share - settings.allowed) + again;
      said.add(phrase);
    }
  }
  return penalties;
}
