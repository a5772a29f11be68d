import { languageFor, type Words, wordsOf } from "./languages.ts";

/** The language of this page: the one chosen in the settings, else the browser's. Changing it reloads the page. */
export const language: string = languageFor([...chosen(), ...browserLanguages()]);

/** Its words, here before anything is drawn; a page whose language can't be fetched speaks English. */
export const words: Words = await wordsOf(language).catch(() => ({}));

if (typeof document !== "undefined") document.documentElement.lang = language;

function chosen(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem("thumbwar:settings") ?? "{}");
    if (typeof stored !== "object" || stored === null || !("language" in stored)) return [];
    return typeof stored.language === "string" && stored.language !== "system" ? [stored.language] : [];
  } catch {
    return [];
  }
}

function browserLanguages(): readonly string[] {
  return typeof navigator === "undefined" || navigator.languages === undefined ? [] : navigator.languages;
}
