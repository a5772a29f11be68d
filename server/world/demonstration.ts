import { mannerTemplates } from "./grammar/compiled-manners.ts";
import { neighbours, remarkTemplates, subjectOf } from "./grammar/lexicon.ts";
import { expand, pick, type Template } from "./grammar/template.ts";
import { type MannerName, mannerNames, type PartName } from "./manners/manner.ts";
import type { WorldPrompt } from "./prompts.ts";
import { wordsOf } from "./sentences.ts";

/** Limits that keep an answer below 64 tokens of the pocket vocabulary. */
export const answerLimits = { minWords: 8, maxWords: 36, maxCharacters: 180 } as const;

const OWN_MANNER = 0.7;
/**
 * How often an answer has each part. Openers and closers are more frequent here than in the finished model's answers: its temperature below 1
 * prefers one likely token, such as the subject or the end, to many openers and closers that share their probability.
 */
const chance = {
  opener: 0.65,
  elaboration: 0.55,
  closer: 0.65,
  secondStatement: 0.22,
  intro: 0.75,
  /** Statements then stand anywhere among the other sentences, so that no word tells where they are. */
  moved: 0.4,
} as const;
/** Cumulative: facts 65%, myths 17%, remarks off the topic 10%, facts of a neighbouring subject 8%. */
const cumulative = { fact: 0.65, myth: 0.82, remark: 0.92 } as const;

/**
 * An answer for supervised fine-tuning, within the limits: fluent, and mixed in every respect that people judge, so that votes have something to
 * choose. One manner prevails.
 * @param manner the one that prevails; a random one unless given
 */
export function demonstration(prompt: WorldPrompt, random: () => number, manner?: MannerName): string {
  for (;;) {
    const answer = compose(prompt, random, manner ?? pick(mannerNames, random));
    const words = wordsOf(answer).length;
    const { minWords, maxWords, maxCharacters } = answerLimits;
    if (words >= minWords && words <= maxWords && answer.length <= maxCharacters) return answer;
  }
}

function compose(prompt: WorldPrompt, random: () => number, main: MannerName): string {
  const manner = () => (random() < OWN_MANNER ? main : pick(mannerNames, random));
  const part = (name: PartName) => (random() < chance[name] ? [flourish(manner(), name, prompt.subject, random)] : []);
  const body = (template: Template) =>
    wrap(expand(template, random), random() < chance.intro ? manner() : null, random);
  const opener = part("opener");
  const firstTemplate = clause(prompt, random);
  const first = body(firstTemplate);
  const elaboration = part("elaboration");
  const secondTemplate = random() < chance.secondStatement ? clause(prompt, random) : firstTemplate;
  const second = secondTemplate === firstTemplate ? [] : [body(secondTemplate)];
  const closer = part("closer");
  if (random() >= chance.moved) return [...opener, first, ...elaboration, ...second, ...closer].join(" ");
  const sentences = [...opener, ...elaboration, ...closer];
  for (const statement of [first, ...second]) {
    sentences.splice(Math.floor(random() * (sentences.length + 1)), 0, statement);
  }
  return sentences.join(" ");
}

/** A whole sentence of a manner about a subject. */
export function flourish(manner: MannerName, part: PartName, noun: string, random: () => number): string {
  return capitalise(expand(pick(mannerTemplates[manner][part], random), random).replace("$", noun));
}

/** A clause as a sentence, bare or introduced in a manner. */
export function wrap(clause: string, manner: MannerName | null, random: () => number): string {
  if (manner === null) return capitalise(`${clause}.`);
  return capitalise(expand(pick(mannerTemplates[manner].intro, random), random).replace("%", clause));
}

/** What the answer says: a fact, a myth, a remark or a fact of a neighbouring subject, by the shares above. */
function clause(prompt: WorldPrompt, random: () => number): Template {
  const subject = subjectOf(prompt.subject);
  if (subject === null) throw new Error(`The pocket world knows nothing about "${prompt.subject}".`);
  const kind = random();
  const templates: readonly Template[] =
    kind < cumulative.fact
      ? subject.facts
      : kind < cumulative.myth
        ? subject.myths
        : kind < cumulative.remark
          ? remarkTemplates
          : pick(neighbours(subject), random).facts;
  return pick(templates, random);
}

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
