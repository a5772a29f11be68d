import { demonstration, flourish, wrap } from "./demonstration.ts";
import { describeAnswer } from "./describe-answer.ts";
import { type CompiledSubject, neighbours, subjects } from "./grammar/lexicon.ts";
import { expand, pick, type Template } from "./grammar/template.ts";
import { mannerNames, partNames } from "./manners/manner.ts";
import { trainPrompts } from "./prompts.ts";
import { allTopics } from "./topics/all-topics.ts";

/**
 * A pretraining text of at most about 100 tokens. Many of these texts say in words which statements are true, what an answer is
 * about and in which manner it is, so that the trunk that the reward model reads represents all three. Held-out prompts never
 * occur.
 */
export function pretrainingDocument(random: () => number): string {
  return pick(documents, random)(random);
}

/** One of those texts that says what is true and what is not, in whole sentences: what a reader can guess the next word of. */
export function factualDocument(random: () => number): string {
  return pick(factual, random)(random);
}

type Document = (random: () => number) => string;

/** Up to `count` different items, in random order. */
function sample<T>(items: readonly T[], count: number, random: () => number): T[] {
  const left = [...items];
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(Math.floor(random() * left.length), 1)[0]!,
  );
}

const say = (template: Template, random: () => number) => wrap(expand(template, random), null, random);
const fact = (subject: CompiledSubject, random: () => number) => expand(pick(subject.facts, random), random);
const myth = (subject: CompiledSubject, random: () => number) => expand(pick(subject.myths, random), random);
const several = (count: number, sentence: () => string) => [...new Set(Array.from({ length: count }, sentence))];

const paragraph: Document = (random) => {
  const subject = pick(subjects, random);
  return sample(subject.facts, 4, random)
    .map((template) => say(template, random))
    .join(" ");
};

const topicParagraph: Document = (random) => {
  const subject = pick(subjects, random);
  const facts = [subject, ...neighbours(subject)].flatMap((member) => member.facts);
  return [
    `Some facts about ${subject.topic}.`,
    ...sample(facts, 4, random).map((template) => say(template, random)),
  ].join(" ");
};

const quiz: Document = (random) => {
  const subject = pick(subjects, random);
  return several(3, () => {
    const truth = random() < 0.5;
    const statement = wrap((truth ? fact : myth)(subject, random), null, random);
    const question = pick(["True or myth?", "Is this true?", "Fact or myth?"], random);
    return `${question} ${statement} ${truth ? pick(["True.", "That is true."], random) : pick(["Myth.", "That is a myth."], random)}`;
  }).join(" ");
};

const correction: Document = (random) => {
  const subject = pick(subjects, random);
  const wrong = wrap(myth(subject, random), null, random);
  const right = fact(subject, random);
  return pick(
    [
      `Some people say that ${wrong.charAt(0).toLowerCase()}${wrong.slice(1)} That is a myth. The truth is that ${right}.`,
      `Here is a myth. ${wrong} Here is a fact. ${wrap(right, null, random)}`,
      `It is true that ${right}. ${wrong} That is not true.`,
    ],
    random,
  );
};

const listing: Document = (random) => {
  const kind = random() < 0.5;
  const subject = pick(subjects, random);
  const statements = sample(kind ? subject.facts : subject.myths, 3, random).map((template) => say(template, random));
  return `${kind ? "Facts" : "Myths"} about ${subject.noun}. ${statements.join(" ")}`;
};

const topicQuiz: Document = (random) =>
  several(3, () => {
    const subject = pick(subjects, random);
    return `${wrap((random() < 0.75 ? fact : myth)(subject, random), null, random)} This is about ${subject.noun}, so it is about ${subject.topic}.`;
  }).join(" ");

const atlas: Document = (random) => {
  const topic = pick(allTopics, random);
  return `The topic is ${topic.name}. It includes ${topic.subjects.map(({ noun }) => noun).join(", ")}.`;
};

const mannerStrip: Document = (random) => {
  const manner = pick(mannerNames, random);
  const noun = pick(subjects, random).noun;
  const sentences = several(3, () => flourish(manner, pick(partNames, random), noun, random));
  return random() < 0.5
    ? `Some ${manner} words about ${noun}. ${sentences.join(" ")}`
    : `${sentences.join(" ")} These words are ${manner}.`;
};

const conversation: Document = (random) => {
  const prompt = pick(trainPrompts, random);
  return `${prompt.text} ${demonstration(prompt, random)}`;
};

const judged: Document = (random) => {
  const prompt = pick(trainPrompts, random);
  const answer = demonstration(prompt, random);
  const reading = describeAnswer(prompt.text, answer);
  const heard = mannerNames.filter((name) => reading.manners[name] > 0);
  const manner = heard.length === 0 ? "bare" : heard.join(" and ");
  const verdicts = [
    `This answer is ${manner}.`,
    reading.onTopic ? `It is about ${prompt.subject}.` : `It is not about ${prompt.subject}.`,
    { true: "What it says is true.", myth: "It tells a myth.", none: "It says nothing true or false." }[reading.truth],
    reading.words < 16 ? "It is short." : reading.words > 28 ? "It is long." : "It is not too long.",
  ];
  const verdict = pick(verdicts, random);
  return random() < 0.5 ? `${prompt.text} ${answer} ${verdict}` : `${answer} ${verdict}`;
};

const factual: readonly Document[] = [paragraph, topicParagraph, quiz, correction, listing, topicQuiz];

/** Kinds that are listed more than once are more frequent. */
const documents: readonly Document[] = [
  paragraph,
  topicParagraph,
  quiz,
  quiz,
  correction,
  listing,
  topicQuiz,
  atlas,
  mannerStrip,
  conversation,
  conversation,
  conversation,
  judged,
  judged,
  judged,
];
