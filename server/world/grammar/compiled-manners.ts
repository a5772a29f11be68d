import { allManners } from "../manners/all-manners.ts";
import { type MannerName, mannerNames, type PartName, partNames } from "../manners/manner.ts";
import { nounPattern } from "./lexicon.ts";
import { parseTemplate, type Template, templatePattern } from "./template.ts";

/** The manners' templates, ready to generate from and to recognise by. */
interface Flourish {
  readonly manner: MannerName;
  readonly part: PartName;
  readonly pattern: RegExp;
}
interface Intro {
  /** Null for a bare statement. */
  readonly manner: MannerName | null;
  readonly pattern: RegExp;
}

const whole = (template: Template) =>
  new RegExp(`^${templatePattern(template, { $: nounPattern, "%": "(.+)" })}$`, "i");

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

/** Every way to take a sentence as an intro around a clause. */
export function* unwrap(sentence: string): Generator<{ manner: MannerName | null; clause: string }> {
  for (const { manner, pattern } of intros) {
    const clause = pattern.exec(sentence)?.[1];
    if (clause !== undefined) yield { manner, clause };
  }
}
