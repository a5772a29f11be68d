import { PRINCIPLES, type PrincipleName } from "../../shared/protocol/principles.ts";
import { answerLimits, demonstration } from "./demonstration.ts";
import { describeAnswer } from "./describe-answer.ts";
import { subjectOf } from "./grammar/lexicon.ts";
import { pick } from "./grammar/template.ts";
import { knownPrinciples } from "./principles/known-principles.ts";
import { trainPrompts } from "./prompts.ts";
import { wordsOf } from "./sentences.ts";

/** A prompt, an answer to it, and that answer criticised and revised by a principle (Bai et al. 2022, "Constitutional AI", figure 1). */
export interface Revision {
  readonly principle: PrincipleName;
  readonly prompt: string;
  readonly draft: string;
  /** One sentence on the draft. */
  readonly critique: string;
  /** Obeys the principle; the draft itself when that does. */
  readonly revision: string;
}

/** Share of examples whose draft must break the principle. The others are drawn as they come, and many of them break it as well. */
const BREAKING = 0.6;
/** Most words of a revision, so that it fits the window that critique and revision share. */
const MAX_WORDS = 28;

/** An example of the revision task, on a prompt that may be trained on. */
export function revisionExample(random: () => number): Revision {
  const principle = pick(PRINCIPLES, random);
  const prompt = pick(trainPrompts, random);
  const mustBreak = random() < BREAKING;
  for (;;) {
    const draft = demonstration(prompt, random);
    if (mustBreak && knownPrinciples[principle].obeys(describeAnswer(prompt.text, draft))) continue;
    const revised = reviseByGrammar(principle, prompt.text, draft, random);
    if (revised !== null) return { principle, prompt: prompt.text, draft, ...revised };
  }
}

/**
 * Critique and revision of an answer, by the grammar that made it. Null when no revision obeys the principle and has an
 * answer's length.
 * @throws Error when the prompt names no subject of the world
 */
export function reviseByGrammar(
  name: PrincipleName,
  prompt: string,
  draft: string,
  random: () => number,
): Pick<Revision, "critique" | "revision"> | null {
  const subject = subjectOf(prompt);
  if (subject === null) throw new Error(`"${prompt}" names no subject of the pocket world.`);
  const principle = knownPrinciples[name];
  const reading = describeAnswer(prompt, draft);
  const obeyed = principle.obeys(reading);
  const critique = principle.critique(obeyed, subject);
  const revision = obeyed ? draft : principle.revise(reading.sentences, subject, random).join(" ");
  const isGood = principle.obeys(describeAnswer(prompt, revision)) && isOfRightLength(revision);
  return isGood ? { critique, revision } : null;
}

function isOfRightLength(text: string): boolean {
  const words = wordsOf(text).length;
  return words > 0 && words <= MAX_WORDS && text.length <= answerLimits.maxCharacters;
}
