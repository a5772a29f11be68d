import type { RewardGroup } from "../../../shared/protocol/training/reward-groups.ts";
import type { FeatureGroup } from "./feature-group.ts";
import { classesOf, isContent, type ReadText, readText, stemOf, WORD_CLASS_NAMES } from "./words.ts";

/** What is measured of an answer, and of its prompt. */
interface Asked {
  readonly answer: ReadText;
  readonly content: readonly string[];
  /** Words of the prompt that say something, without their plurals. */
  readonly asked: ReadonlySet<string>;
}

type Measure = (of: Asked) => number;
type Measures = Readonly<Record<string, Measure>>;

const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);
const average = (values: readonly number[]): number =>
  share(
    values.reduce((a, b) => a + b, 0),
    values.length,
  );
const spread = (values: readonly number[]): number => {
  const centre = average(values);
  return Math.sqrt(average(values.map((value) => (value - centre) ** 2)));
};
const lengthsOf = ({ answer }: Asked): number[] => answer.sentences.map((words) => words.length);
const distinct = (words: readonly string[]): number => share(new Set(words).size, words.length);

/** Correlation of values with their place, -1 to 1; 0 where there is nothing to correlate. */
function trend(values: readonly number[]): number {
  const [centre, middle, deviation] = [average(values), (values.length - 1) / 2, spread(values)];
  if (deviation === 0) return 0;
  const places = spread(values.map((_, i) => i));
  return average(values.map((value, i) => (value - centre) * (i - middle))) / (deviation * places);
}

/** Share of steps up less share of steps down from one value to the next. */
const rises = (values: readonly number[]): number =>
  average(values.slice(1).map((value, i) => Math.sign(value - values[i]!)));

const SIZE: Measures = {
  words: ({ answer }) => answer.words.length,
  "log of words": ({ answer }) => Math.log1p(answer.words.length),
  characters: ({ answer }) => answer.text.length,
  sentences: ({ answer }) => answer.sentences.length,
  "one sentence": ({ answer }) => Number(answer.sentences.length < 2),
};

const RHYTHM: Measures = {
  mean: (of) => average(lengthsOf(of)),
  spread: (of) => spread(lengthsOf(of)),
  first: (of) => lengthsOf(of)[0] ?? 0,
  last: (of) => lengthsOf(of).at(-1) ?? 0,
  longest: (of) => Math.max(0, ...lengthsOf(of)),
  shortest: (of) => Math.min(...lengthsOf(of), 99) % 99,
  trend: (of) => trend(lengthsOf(of)),
  rises: (of) => rises(lengthsOf(of)),
  growth: (of) => Math.log1p(lengthsOf(of).at(-1) ?? 0) - Math.log1p(lengthsOf(of)[0] ?? 0),
};

const MARKS: readonly (readonly [string, RegExp])[] = [
  ["comma", /[,，、]/gu],
  ["full stop", /[.。]/gu],
  ["question mark", /[?？]/gu],
  ["exclamation mark", /[!！]/gu],
  ["colon or semicolon", /[:;：；]/gu],
  ["dash", /\s[-–—]+\s|—/gu],
  ["quote", /["“”«»「」]/gu],
  ["bracket", /[()[\]（）]/gu],
  ["ellipsis", /…|\.\.\./gu],
  ["apostrophe", /['’]/gu],
];
const countOf = (text: string, mark: RegExp): number => text.match(mark)?.length ?? 0;
const endsWith =
  (mark: RegExp): Measure =>
  ({ answer }) =>
    Number(mark.test(answer.text));
const beginsWithSentence =
  (mark: RegExp): Measure =>
  ({ answer }) =>
    Number(mark.test(/[.!?。！？]/u.exec(answer.text)?.[0] ?? ""));

const PUNCTUATION: Measures = {
  ...Object.fromEntries(
    MARKS.map(([name, mark]): [string, Measure] => [name, ({ answer }) => Math.sqrt(countOf(answer.text, mark))]),
  ),
  "ends with a full stop": endsWith(/[.。]["'”’)]*$/u),
  "ends with a question": endsWith(/[?？]["'”’)]*$/u),
  "ends with an exclamation": endsWith(/[!！]["'”’)]*$/u),
  "begins with a question": beginsWithSentence(/[?？]/u),
  "begins with an exclamation": beginsWithSentence(/[!！]/u),
};

const lettersOf = ({ answer }: Asked): number[] => answer.words.map((word) => [...word].length);
const WORDING: Measures = {
  "length of words": (of) => average(lettersOf(of)),
  "longest word": (of) => Math.max(0, ...lettersOf(of)),
  "long words": (of) => average(lettersOf(of).map((letters) => Number(letters > 6))),
  "short words": (of) => average(lettersOf(of).map((letters) => Number(letters < 4))),
  "different words": ({ answer }) => distinct(answer.words),
  "different content words": ({ content }) => distinct(content),
  "repeated content words": ({ content }) => Math.sqrt(content.length - new Set(content).size),
  "content words": ({ answer, content }) => share(content.length, answer.words.length),
  "capitals inside": ({ answer }) => share(countOf(answer.text, /(?<=[\p{L},;] )\p{Lu}/gu), answer.words.length),
  "words alike at their start": ({ answer }) =>
    average(answer.words.slice(1).map((word, i) => Number(word[0] === answer.words[i]![0]))),
  "sentences alike at their start": ({ answer }) => 1 - distinct(answer.sentences.map(([first]) => first!)),
  "neighbours share words": ({ answer: { sentences } }) =>
    average(
      sentences.slice(1).map((words, i) => {
        const before = new Set(sentences[i]!.filter(isContent));
        return Number(words.some((word) => before.has(word)));
      }),
    ),
  "last word is among the first": ({ answer: { words } }) => Number(words.slice(0, 5).includes(words.at(-1)!, 0)),
};

const echoed = (words: readonly string[], { asked }: Asked): number =>
  words.reduce((sum, word) => sum + Number(asked.has(stemOf(word))), 0);
const ECHO: Measures = {
  anywhere: (of) => Math.sqrt(echoed(of.answer.words, of)),
  share: (of) => share(echoed(of.answer.words, of), of.answer.words.length),
  "of the prompt's": (of) => {
    const said = new Set(of.answer.words.map(stemOf));
    return share([...of.asked].filter((word) => said.has(word)).length, of.asked.size);
  },
  "first three words": (of) => echoed(of.answer.words.slice(0, 3), of),
  "first sentence": (of) => Math.sqrt(echoed(of.answer.sentences[0] ?? [], of)),
  "last sentence": (of) => Math.sqrt(echoed(of.answer.sentences.at(-1) ?? [], of)),
  sentences: (of) => average(of.answer.sentences.map((words) => Number(echoed(words, of) > 0))),
  place: (of) => {
    const at = of.answer.words.findIndex((word) => of.asked.has(stemOf(word)));
    return at < 0 ? 1 : at / of.answer.words.length;
  },
};

const rate = (words: readonly string[], name: string): number =>
  words.reduce((sum, word) => sum + Number((classesOf(word) as readonly string[]).includes(name)), 0);
const has = (words: readonly string[], name: string): number => Number(rate(words, name) > 0);

const CLASSES: Measures = Object.fromEntries(
  WORD_CLASS_NAMES.flatMap((name): [string, Measure][] => [
    [name, ({ answer }) => Math.sqrt(rate(answer.words, name))],
    [`any ${name}`, ({ answer }) => has(answer.words, name)],
  ]),
);

/** In which sentence a class stands first, 0 to 1; -0.5 where it doesn't. */
const firstPlace = ({ answer: { sentences } }: Asked, name: string): number => {
  const at = sentences.findIndex((words) => has(words, name) > 0);
  return at < 0 ? -0.5 : share(at, sentences.length - 1);
};
const PLACES: Measures = Object.fromEntries(
  WORD_CLASS_NAMES.flatMap((name): [string, Measure][] => [
    [`${name} first`, ({ answer }) => has(answer.sentences[0] ?? [], name)],
    [`${name} last`, ({ answer }) => has(answer.sentences.at(-1) ?? [], name)],
    [`${name} place`, (of) => firstPlace(of, name)],
    [
      `${name} late`,
      ({ answer: { words } }) =>
        Math.sqrt(rate(words.slice(words.length >> 1), name)) -
        Math.sqrt(rate(words.slice(0, words.length >> 1), name)),
    ],
  ]),
);

/** Numbers that tell the shape of an answer, by group: style control of public arenas has a few of them (length, marks, lists). */
export const SHAPE = {
  size: SIZE,
  rhythm: RHYTHM,
  punctuation: PUNCTUATION,
  wording: WORDING,
  echo: ECHO,
  classes: CLASSES,
  places: PLACES,
} as const satisfies Partial<Record<RewardGroup, Measures>>;

const GROUPS = Object.entries<Measures>(SHAPE).map(([name, measures]) => ({ name, measures: Object.values(measures) }));
const WIDTH = GROUPS.reduce((sum, { measures }) => sum + measures.length, 0);

/** Groups with the number of entries that each has, in order. */
export const SHAPE_GROUPS: readonly FeatureGroup[] = GROUPS.map(({ name, measures }) => ({
  name,
  size: measures.length,
  isListed: true,
}));

/** All of them, group by group, finite for every text. */
export function shapeNumbers(prompt: string, response: string): Float32Array {
  const answer = readText(response);
  const of: Asked = {
    answer,
    content: answer.words.filter(isContent).map(stemOf),
    asked: new Set(readText(prompt).words.filter(isContent).map(stemOf)),
  };
  const numbers = new Float32Array(WIDTH);
  let at = 0;
  for (const { measures } of GROUPS) for (const measure of measures) numbers[at++] = measure(of);
  return numbers;
}
