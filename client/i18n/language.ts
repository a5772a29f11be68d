import type { en } from "./en.ts";

/** The strings of one language; what is missing is shown in English. */
export type Words = Readonly<Partial<Record<keyof typeof en, string>>>;

/** Every other language is a file of its own in `languages/`, named by its code and exporting `words`. */
const files = import.meta.glob<{ words: Words }>("./languages/*.ts");
const codeOf = (path: string): string => path.replace(/^.*\/|\.ts$/g, "");

export const LANGUAGES: readonly string[] = ["en", ...Object.keys(files).map(codeOf).sort()];

/** The first of the viewer's languages that there is, by its whole code or by its main language; English otherwise. */
export function languageFor(wanted: readonly string[], known: readonly string[] = LANGUAGES): string {
  for (const wish of wanted) {
    const main = wish.split("-")[0];
    const found =
      known.find((code) => code.toLowerCase() === wish.toLowerCase()) ?? known.find((code) => code === main);
    if (found !== undefined) return found;
  }
  return "en";
}

export async function wordsOf(language: string): Promise<Words> {
  const load = files[`./languages/${language}.ts`];
  return load === undefined ? {} : (await load()).words;
}

/** A language's name in itself. */
export function nameOfLanguage(code: string): string {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** The language of this page: the one chosen in the settings, else the browser's. Changing it reloads the page. */
export const language: string = languageFor([...chosen(), ...browserLanguages()]);

/** Its words, fetched before anything is drawn. A page whose language can't be fetched speaks English. */
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
