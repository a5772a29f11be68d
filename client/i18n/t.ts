import { en } from "./en.ts";
import { words } from "./language.ts";

export type StringKey = keyof typeof en;

/** The `{names}` that occur in a string. */
type Names<S extends string> = S extends `${string}{${infer N}}${infer Rest}` ? N | Names<Rest> : never;
type Arguments<K extends StringKey> = [Names<(typeof en)[K]>] extends [never]
  ? []
  : [values: Readonly<Record<Names<(typeof en)[K]>, string | number>>];

/** The text of a key in the viewer's language, its `{names}` filled in. A missing or misspelt name is a type error. */
export function t<K extends StringKey>(key: K, ...[values]: Arguments<K>): string {
  const filled: Readonly<Record<string, string | number>> = values ?? {};
  return (words[key] ?? en[key]).replace(/\{(\w+)\}/g, (_, name: string) => String(filled[name]));
}
