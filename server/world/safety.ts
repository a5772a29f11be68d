import { DataSet, englishDataset, englishRecommendedTransformers, pattern, RegExpMatcher } from "obscenity";

/**
 * Whether a text may be shown to a class: no word of obscenity's English list, none of the few below that it lacks, and
 * only characters that the world itself uses.
 */
const unkind = [
  pattern`|stupid|`,
  pattern`|idiot|`,
  pattern`|hate|`,
  pattern`|kill[ed]|`,
  pattern`|ugly|`,
  pattern`|dumb|`,
  pattern`|moron|`,
  pattern`|shut up|`,
  pattern`|hell|`,
  pattern`|damn|`,
];

const dataset = new DataSet<{ originalWord: string }>().addAll(englishDataset);
for (const word of unkind) dataset.addPhrase((phrase) => phrase.addPattern(word));
const matcher = new RegExpMatcher({ ...dataset.build(), ...englishRecommendedTransformers });

const knownCharacters = /^[A-Za-z0-9 .,!?'-]*$/;

export function isSafe(text: string): boolean {
  return knownCharacters.test(text) && passesModeration(text);
}

/** What can be asked of a model that knows more than this world: no such word, and something to read. */
export function isSafeAnywhere(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !/[\p{Cc}\uFFFD]/u.test(text.replaceAll("\n", " ")) && passesModeration(text);
}

/** The part of it that can be asked of what people write, in any script. */
export function passesModeration(text: string): boolean {
  return !matcher.hasMatch(text);
}
