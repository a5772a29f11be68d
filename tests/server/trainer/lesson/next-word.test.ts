import { expect, test } from "vitest";
import { guessOf, likeAll, nextWordQuestions } from "../../../../server/trainer/lesson/next-word.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const NOUNS = ["owl", "fox", "bat", "hen", "cow", "ant", "bee", "eel"];
/** Each word is a token, but for those that end in an s, which are two. */
const encode = (text: string) =>
  text.split(" ").flatMap((word) => (word.endsWith("s") ? [word.length, 1] : [hash(word)]));
const hash = (word: string) => [...word].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_003;

test("a question has the word that came next and three others that may follow the same word", () => {
  const random = seeded(1);
  const pick = () => NOUNS[Math.floor(random() * NOUNS.length)]!;
  // So many fillers that no noun is among the commonest words.
  const filler = () => `of${Math.floor(random() * 60)}`;
  const fillers = () => Array.from({ length: 6 }, filler).join(" ");
  const document = () => `${fillers()} the ${pick()} ${fillers()} the ${pick()} ${fillers()} the ${pick()}s`;
  const questions = nextWordQuestions({ encode }, document, 12, random);
  expect(questions).toHaveLength(12);
  for (const { text, options, right, tokens } of questions) {
    expect(text.endsWith(" the")).toBe(true);
    expect(new Set(options).size).toBe(4);
    for (const [i, option] of options.entries()) {
      expect(NOUNS).toContain(option);
      expect(tokens[i]).toBe(hash(option));
    }
    expect(right).toBeGreaterThanOrEqual(0);
  }
  expect(new Set(questions.map(({ right }) => right)).size).toBeGreaterThan(1); // it stands at no fixed place
});

test("a guess is the likeliest word, and the chances sum to 1", () => {
  const { pick, chances } = guessOf([-1_000, -999, -1_003, -1_001]);
  expect(pick).toBe(1);
  expect(chances.reduce((a, b) => a + b)).toBeCloseTo(1);
  expect(chances[1]! / chances[0]!).toBeCloseTo(Math.E);
});

test("what is shown has about as many hits of each model as all questions", () => {
  const random = seeded(3);
  const hits = Array.from({ length: 200 }, () => [random() < 0.25, random() < 0.5, random() < 0.9]);
  const chosen = likeAll(hits, 8);
  expect(new Set(chosen).size).toBe(8);
  const right = [0, 1, 2].map((model) => chosen.filter((i) => hits[i]![model]).length);
  for (const [model, share] of [0.25, 0.5, 0.9].entries())
    expect(Math.abs(right[model]! - 8 * share)).toBeLessThan(1.5);
});
