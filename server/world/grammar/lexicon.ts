import { allTopics } from "../topics/all-topics.ts";
import type { Subject, Topic } from "../topics/topic.ts";
import { parseTemplate, realisations, type Template } from "./template.ts";

/** A subject with the templates of what can be said about it. */
export interface CompiledSubject {
  readonly noun: string;
  readonly topic: string;
  readonly facts: readonly Template[];
  readonly myths: readonly Template[];
}

/** What a clause says: a statement about a subject, or a remark. `wording` is the clause inside a sentence. */
export type Clause = { readonly wording: string } & (
  | {
      readonly kind: "statement";
      readonly subject: CompiledSubject;
      readonly truth: boolean;
      /** The same for every wording of one fact or myth, and for no other. */
      readonly claim: string;
    }
  | { readonly kind: "remark" }
);

/** Clauses that have nothing to do with any topic, for answers that wander off. */
const remarks: readonly string[] = [
  "my {left|right} {sock|boot} has {a hole|two holes} {in it|again}",
  "the {bus|ferry|mail} was late {again|by an hour} {this morning|today}",
  "I {once|nearly} lost {a|my best} {hat|umbrella|ticket} in {a canal|the park}",
  "somebody painted the {bridge|fence|door} {green|yellow|orange} {last night|yesterday}",
  "{lunch|dinner} was {mostly|only} {beans|rice|toast} {today|again}",
  "the piano next door {is|sounds} {out of tune|rather sad}{ today|}",
  "a {pigeon|squirrel} {stole|ate} my {sandwich|biscuit} {at noon|on Monday}",
  "it is {nearly|almost} time to {mow the lawn|water the plants|feed the goldfish}",
  "my cousin {collects|sells|paints} {old|strange} {doorbells|spoons|postcards}",
  "the library {closes|opens} {early|late} on {Mondays|Fridays}",
  "I {keep forgetting|never know} where {the keys|my glasses} are",
  "I found {gum|paint|sand} {on|under} {my desk|the sofa}{ again|}",
  "the elevator {smells|stinks} of {cabbage|lavender|paint}{ today|}",
  "our {neighbor|barber} {bought|lost} {a|another} {drum kit|tent|suitcase}",
];

const compile = (topic: Topic, subject: Subject): CompiledSubject => ({
  noun: subject.noun,
  topic: topic.name,
  facts: subject.facts.map(parseTemplate),
  myths: subject.myths.map(parseTemplate),
});

export const subjects: readonly CompiledSubject[] = allTopics.flatMap((topic) =>
  topic.subjects.map((subject) => compile(topic, subject)),
);
export const nounPattern = `(?:${subjects.map(({ noun }) => noun).join("|")})`;
export const remarkTemplates: readonly Template[] = remarks.map(parseTemplate);

/** Every wording of every statement and remark, in lower case. */
export const clauses: ReadonlyMap<string, Clause> = new Map([
  ...subjects.flatMap((subject) =>
    [true, false].flatMap((truth) =>
      (truth ? subject.facts : subject.myths).flatMap((template, index) =>
        realisations(template).map((text): [string, Clause] => [
          text.toLowerCase(),
          { kind: "statement", subject, truth, claim: `${subject.noun} ${truth} ${index}`, wording: text },
        ]),
      ),
    ),
  ),
  ...remarkTemplates.flatMap((template) =>
    realisations(template).map((text): [string, Clause] => [text.toLowerCase(), { kind: "remark", wording: text }]),
  ),
]);

/** The subject that a prompt (or any text) names first, or null. */
export function subjectOf(text: string): CompiledSubject | null {
  const noun = new RegExp(`\\b${nounPattern}\\b`, "i").exec(text)?.[0].toLowerCase();
  return subjects.find((subject) => subject.noun.toLowerCase() === noun) ?? null;
}

export function neighbours(subject: CompiledSubject): readonly CompiledSubject[] {
  return subjects.filter(({ topic, noun }) => topic === subject.topic && noun !== subject.noun);
}
