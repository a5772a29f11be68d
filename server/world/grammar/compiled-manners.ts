import { allManners } from "../manners/all-manners.ts";
import { type MannerName, mannerNames, type PartName, partNames } from "../manners/manner.ts";
import { wordsOf } from "../sentences.ts";
import { nounPattern } from "./lexicon.ts";
import { expectedText, parseTemplate, type Template, templatePattern } from "./template.ts";

/** A sentence of a manner that states nothing. */
interface Flourish {
  readonly manner: MannerName;
  readonly part: PartName;
  readonly pattern: RegExp;
}
/** Words of a manner around a clause. */
interface Intro {
  /** Null for a bare statement. */
  readonly manner: MannerName | null;
  readonly pattern: RegExp;
}

const whole = (template: Template) =>
  new RegExp(`^${templatePattern(template, { $: nounPattern, "%": "(.+)" })}$`, "i");

/** The manners' templates. They generate sentences, and recognise them. */
export const mannerTemplates: Readonly<Record<MannerName, Readonly<Record<PartName | "intro", readonly Template[]>>>> =
  Object.fromEntries(
    mannerNames.map((name) => [
      name,
      {
        opener: allManners[name].opener.map(parseTemplate),
        elaboration: allManners[name].elaboration.map(parseTemplate),
        closer: allManners[name].closer.map(parseTemplate),
        intro: allManners[name].intro.map(parseTemplate),
      },
    ]),
  ) as Record<MannerName, Record<PartName | "intro", Template[]>>;

const flourishes: readonly Flourish[] = mannerNames.flatMap((manner) =>
  partNames.flatMap((part) =>
    mannerTemplates[manner][part].map((template) => ({ manner, part, pattern: whole(template) })),
  ),
);

const intros: readonly Intro[] = [
  { manner: null, pattern: /^(.+)\.$/ },
  ...mannerNames.flatMap((manner) =>
    mannerTemplates[manner].intro.map((template) => ({ manner, pattern: whole(template) })),
  ),
];

/** The flourish a whole sentence is, or null. */
export function recogniseFlourish(sentence: string): { manner: MannerName; part: PartName } | null {
  return flourishes.find(({ pattern }) => pattern.test(sentence)) ?? null;
}

/** Every way to read a sentence as an intro around a clause. */
export function* unwrap(sentence: string): Generator<{ manner: MannerName | null; clause: string }> {
  for (const { manner, pattern } of intros) {
    const clause = pattern.exec(sentence)?.[1];
    if (clause !== undefined) yield { manner, clause };
  }
}

/** Occurrences a sentence that are added to every word, so that a word that a manner never uses has a weight. */
const SMOOTHING = 0.02;

/** How often the grammar uses each word in a sentence of a manner. */
function frequencies(manner: MannerName): Map<string, number> {
  const templates = [...partNames, "intro" as const].flatMap((part) => mannerTemplates[manner][part]);
  const counts = new Map<string, number>();
  for (const { text, weight } of templates.flatMap((template) => expectedText(template))) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + weight / templates.length);
  }
  return counts;
}

const byManner = new Map(mannerNames.map((name) => [name, frequencies(name)]));

/** How much each word speaks for a manner: the log-ratio of its frequency in sentences of that manner and of the others. */
function weigh(manner: MannerName): Map<string, number> {
  const others = mannerNames.filter((name) => name !== manner).map((name) => byManner.get(name)!);
  const words = new Set([...byManner.values()].flatMap((counts) => [...counts.keys()]));
  return new Map(
    [...words].map((word) => {
      const here = byManner.get(manner)!.get(word) ?? 0;
      const elsewhere = others.reduce((sum, counts) => sum + (counts.get(word) ?? 0), 0) / others.length;
      return [word, Math.log((here + SMOOTHING) / (elsewhere + SMOOTHING))];
    }),
  );
}

const weights = new Map(mannerNames.map((name) => [name, weigh(name)]));

/**
 * Evidence for a manner in any text, also in one that the grammar could not have made: the sum of its words' weights over the root of their
 * number, 0 for an empty text.
 */
export function mannerEvidence(manner: MannerName, text: string): number {
  const words = wordsOf(text);
  const sum = words.reduce((total, word) => total + (weights.get(manner)!.get(word) ?? 0), 0);
  return words.length === 0 ? 0 : sum / Math.sqrt(words.length);
}
