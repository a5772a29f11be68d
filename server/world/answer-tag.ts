import { describeAnswer, type SentenceReading } from "./describe-answer.ts";
import { subjectOf } from "./grammar/lexicon.ts";
import { pick } from "./grammar/template.ts";

/**
 * One word about an answer, as a reader might tag it. In fine-tuning it follows the answer's `<eos>`, so that the state
 * at `<eos>` must hold what kind of answer it was: that is where the reward model looks. A tag of graded things (manner,
 * truth, topic) is that of a random sentence, hence its probability is the share of such sentences.
 * @param prompt and `answer`, plain texts in the world's grammar
 */
export function answerTag(prompt: string, answer: string, random: () => number): string {
  const { sentences, words } = describeAnswer(prompt, answer);
  return pick(TAGS, random)({ prompt, sentences, words }, random);
}

interface Tagged {
  readonly prompt: string;
  readonly sentences: readonly SentenceReading[];
  readonly words: number;
}

const SHORT = 14;
const LONG = 24;

const statements = ({ sentences }: Tagged) => sentences.filter((sentence) => sentence.kind === "statement");

const TAGS: readonly ((answer: Tagged, random: () => number) => string)[] = [
  ({ sentences }, random) => {
    const sentence = pick(sentences, random);
    return sentence.kind === "unknown" ? "strange" : (sentence.manner ?? "plain");
  },
  (answer, random) => {
    const stated = statements(answer);
    if (stated.length === 0) return "nothing";
    return pick(stated, random).truth ? "true" : "myth";
  },
  (answer, random) => {
    const subject = subjectOf(answer.prompt)?.noun;
    const stated = statements(answer);
    if (stated.length === 0) return "nothing";
    return pick(stated, random).subject === subject ? "about" : "away";
  },
  ({ words }) => (words < SHORT ? "short" : words > LONG ? "long" : "medium"),
  ({ sentences }, random) => {
    const sentence = Math.floor(random() * sentences.length);
    const place = sentences.findIndex(({ kind }) => kind === "statement");
    if (place < 0) return "nothing";
    return place <= sentence ? "first" : "last";
  },
];
