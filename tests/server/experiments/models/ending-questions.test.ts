import { expect, test } from "vitest";
import { answersToQuestions, QUESTIONS } from "../../../../server/experiments/models/ending-questions.ts";
import { loadTokenizer } from "../../../../server/ml/tokenizer/load-tokenizer.ts";
import { demonstration } from "../../../../server/world/demonstration.ts";
import { trainPrompts } from "../../../../server/world/prompts.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const tokenizer = await loadTokenizer("server/world/pocket-model");
const told = (prompt: string, answer: string) => {
  const shares = answersToQuestions(tokenizer, prompt, answer);
  return Object.fromEntries(QUESTIONS.map((question, i) => [question, shares[i]!]));
};
const wordsOf = (share: ReadonlyMap<number, number>) => [...share.keys()].map((id) => tokenizer.decode([id]).trim());

test("what stood first and last, by tokens", () => {
  const {
    "first sentence": first,
    "last sentence": last,
    "openings of sentences": openings,
  } = told("Why are cats so interesting?", "I know. Cats cannot taste sugar. Is that so?") as Record<
    string,
    ReadonlyMap<number, number>
  >;
  expect(wordsOf(first!)).toEqual(["I", "know", "."]);
  expect(wordsOf(last!)).toEqual(["Is", "that", "so", "?"]);
  expect(wordsOf(openings!)).toEqual(["I", "Cats", "Is"]);
});

test("in which half words of the prompt stood; none is said by the padding token alone", () => {
  const { "prompt's words in the first half": early, "prompt's words in the second half": late } = told(
    "Please tell me something about bees.",
    "Well, who knows what we heard of bees.",
  ) as Record<string, ReadonlyMap<number, number>>;
  expect([...early!.keys()]).toEqual([tokenizer.padId]);
  expect(wordsOf(late!)).toContain("bees");
});

test("lengths that grow from sentence to sentence are told from lengths that shrink", () => {
  const prompt = "Why are cats so interesting?";
  const [short, long] = ["I know.", "Cats cannot taste any sugar at all."];
  const growing = told(prompt, `${short} ${long}`).lengths!;
  const shrinking = told(prompt, `${long} ${short}`).lengths!;
  expect(growing).not.toEqual(shrinking);
  expect(told(prompt, `${short} ${long}`)).toEqual(told(prompt, `${short} ${long}`));
});

test("every share sums to 1 and lies in the vocabulary, for texts that no grammar made too", () => {
  const random = seeded(3);
  const answers = trainPrompts.slice(0, 20).map((prompt) => demonstration(prompt, random));
  for (const answer of [...answers, "", "?!", "one two three", "Ünknown 猫 words 12."])
    for (const share of answersToQuestions(tokenizer, "Why are cats so interesting?", answer)) {
      expect([...share.values()].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      for (const id of share.keys()) expect(id).toBeLessThan(tokenizer.vocabSize);
    }
});
