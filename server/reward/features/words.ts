/** A text in sentences and words, as the features of its shape read it. */
export interface ReadText {
  readonly text: string;
  /** Lower-cased words of each sentence that has any. */
  readonly sentences: readonly (readonly string[])[];
  /** All of them. */
  readonly words: readonly string[];
}

/** Runs of letters and digits, inner apostrophes included. Chinese characters and kana stand for themselves, since nothing stands between their words. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\p{N}+(?:[.,:]\p{N}+)*(?!\p{L})|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+(?:['’](?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+)*/gu;
/** After a mark that ends a sentence, and the quotes that close there; "3.5" goes on. */
const SENTENCE_END = /(?<=[.!?…]["'”’)\]]*)\s+|(?<=[。！？]["'”’」』）]*)|\n+/u;

/** Words in lower case, in their order. */
export const wordsIn = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/** Reads a text of any language; one without words has no sentences. */
export function readText(text: string): ReadText {
  const sentences = text
    .trim()
    .split(SENTENCE_END)
    .map(wordsIn)
    .filter((words) => words.length > 0);
  return { text: text.trim(), sentences, words: sentences.flat() };
}

/** A word without the ending of a plural: "cats" and "cat" are one word where answers are held against prompts. */
export const stemOf = (word: string): string =>
  word.length > 3 ? word.replace(/['’]s$/u, "").replace(/(?<=[^s])s$/u, "") : word;

/**
 * Closed classes of words, as grammars list them: each has few members, and new ones hardly arise. They tell the shape of a text, whatever it is
 * about. English, and Spanish and Chinese where these have the class; a word may be of several classes.
 */
export const WORD_CLASSES = {
  "first person":
    "i me my mine myself we us our ours ourselves i'm i'd i'll i've yo me mi mío nosotros nos nuestro 我 咱",
  "second person":
    "you your yours yourself yourselves you're you'll you'd you've tú te ti tu tus usted ustedes vosotros 你 您",
  "third person":
    "he him his himself she her hers herself it its itself they them their theirs themselves él ella ellos ellas su sus 他 她 它",
  determiner:
    "the a an this that these those some any each every no both all el la los las un una unos unas este esta ese esa 这 那 每",
  preposition:
    "of in on at by for with about against between into through during before after above below to from up down over under across behind beyond near without within de en con por para sin sobre entre hasta desde hacia 在 从 对 把 被",
  conjunction: "and or nor but yet y e o u pero sino ni 和 或 与 但",
  reason:
    "because since so therefore thus hence as why reason which if unless although though while whereas whether porque pues como aunque si mientras cuando 因 所 如 虽 而",
  auxiliary:
    "am is are was were be been being do does did have has had having will would shall should can could may might must es son era ser está están estar ha han haber puede debe 是 有 会 能 要",
  negation:
    "not no never none nothing nobody nowhere neither nor don't doesn't didn't isn't aren't wasn't weren't can't cannot couldn't won't wouldn't shouldn't haven't hasn't hadn't nunca jamás nada nadie ninguno tampoco 不 没 无",
  question: "who whom whose what which when where why how qué quién cuál cuándo dónde cómo 谁 什 哪 怎 吗 呢",
  degree:
    "very so too quite rather really just only even almost more most less least much many few little enough such muy más menos mucho poco tan solo casi 很 太 最 更 只",
  doubt:
    "maybe perhaps probably possibly might may could seem seems seemed think believe guess suppose quizá quizás tal tal vez 也 许 可",
  number:
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion half third quarter twice once double first second dozen uno dos tres cuatro cinco seis siete ocho nueve diez cien mil 一 二 三 四 五 六 七 八 九 十 百 千 万",
  time: "now then today always often sometimes soon already still again ago later early late ever ahora entonces hoy siempre ya todavía 今 现 已 再",
} as const satisfies Readonly<Record<string, string>>;

export type WordClass = keyof typeof WORD_CLASSES;
export const WORD_CLASS_NAMES = Object.keys(WORD_CLASSES) as readonly WordClass[];

const members = new Map<string, WordClass[]>();
for (const [name, list] of Object.entries(WORD_CLASSES) as [WordClass, string][])
  for (const word of new Set(list.split(" "))) members.set(word, [...(members.get(word) ?? []), name]);

const NONE: readonly WordClass[] = [];
const DIGITS = /^\p{N}/u;

/** The classes of a lower-cased word. Whatever begins with a digit is a number. */
export const classesOf = (word: string): readonly WordClass[] =>
  members.get(word) ?? (DIGITS.test(word) ? NUMBER : NONE);
const NUMBER: readonly WordClass[] = ["number"];

/** Whether a word says something of its own: one of no closed class, or a number. */
export const isContent = (word: string): boolean => {
  const classes = members.get(word);
  return classes === undefined || classes.includes("number");
};
