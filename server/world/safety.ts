import { moderation } from "../moderation/moderate.ts";

const moderate = moderation("");
const knownCharacters = /^[A-Za-z0-9 .,!?'-]*$/;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** Whether the pocket model's text may be shown to a class: it says something, passes moderation and has only characters that the world itself uses. */
export function isSafe(text: string): boolean {
  return letterOrDigit.test(text) && knownCharacters.test(text) && moderate(text) === null;
}

/** Whether the text of a model that knows more than this world may be shown: it says something, passes moderation and has no control characters. */
export function isSafeAnywhere(text: string): boolean {
  return letterOrDigit.test(text) && !/[\p{Cc}\uFFFD]/u.test(text.replaceAll("\n", " ")) && moderate(text) === null;
}
