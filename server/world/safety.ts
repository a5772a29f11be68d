import { DataSet, englishDataset, englishRecommendedTransformers, pattern, RegExpMatcher } from "obscenity";

/** Words that obscenity's English list lacks. */
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

/** Whether the pocket model's text may be shown to a class: it passes moderation and has only characters that the world itself uses. */
export function isSafe(text: string): boolean {
  return knownCharacters.test(text) && passesModeration(text);
}

/** Whether the text of a model that knows more than this world may be shown: it passes moderation, has a letter or a digit, and no control characters. */
export function isSafeAnywhere(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !/[\p{Cc}\uFFFD]/u.test(text.replaceAll("\n", " ")) && passesModeration(text);
}

/** Whether a text, in any script, holds no word of obscenity's English list and none of the words above. People's texts are held to this too. */
export function passesModeration(text: string): boolean {
  return !matcher.hasMatch(text);
}
