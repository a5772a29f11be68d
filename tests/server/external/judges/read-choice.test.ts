import { expect, test } from "vitest";
import { readChoice } from "../../../../server/external/judges/read-choice.ts";

const read = (text: string) => readChoice({ text, firstToken: null });

test.each([
  "A",
  "a",
  "(A)",
  "[A]",
  "**A**",
  "`A`",
  "A.",
  "\uff21",
  "\u0410",
  "Answer: A",
  "**Answer:** A",
  "Answer A",
  "Answer A is better.",
  "The better answer is A",
  "The better answer is: **A**.",
  "Better answer: (A)",
  "A is kinder",
  "A, because it is kinder.",
  "A is better than B.",
  "A wins",
  "I prefer answer A.",
  "I would choose A over B.",
  "My verdict: A",
  "Final answer: A",
  "\\boxed{A}",
  "$\\boxed{\\text{A}}$",
  "The answer is $\\boxed{A}$.",
  "[[A]]",
  "<answer>A</answer>",
  '{"winner": "A"}',
  '{"better": "Answer A", "reason": "B is rude"}',
  '```json\n{"answer": "A"}\n```',
  '{"reasoning": "B is short", "verdict": "A"}',
  "A\n\nIt is kinder than B.",
  "Both are short. A is friendlier, B is rude.\n\nAnswer: A",
  "A: kind and true.\nB: rude.\nThe better one is A",
  "Answer A is kind.\nAnswer B is rude.\n\n**A**",
  "Option A",
  "The first answer is better.",
  "Respuesta: A",
  "La respuesta A es mejor",
  "La mejor respuesta es la A",
  "Prefiero la A",
  "A es mejor, porque es amable.",
  "\u7b54\u6848\uff1aA",
  "\u7b54\u6848A\u66f4\u597d",
  "A\u66f4\u597d",
  "\u66f4\u597d\u7684\u7b54\u6848\u662fA\u3002",
  "\u9009A",
  "\u9009\u62e9 A",
  "\u56de\u7b54A\u6bd4\u8f83\u597d",
  "\u7b2c\u4e00\u4e2a\u66f4\u597d",
  "Antwort A",
  "I think A",
  "I'd say A.",
  "Sure! A",
  "A or B? A.",
  "A > B",
  "B < A",
  "Answer A > Answer B",
  "**Verdict: A**\n\nB is rude.",
  "A\nB is rude",
  "A is more creative",
  "B is more boring, so I prefer A.",
  "\\boxed{A.}",
  "\\boxed {A}",
  "\\fbox{A}",
  "\\boxed{\\text{Answer A}}",
  "Final Answer: $A$",
  "La A",
  "Me quedo con la A",
  "La opci\u00f3n A es m\u00e1s creativa.",
  "A\u6bd4B\u597d",
  "B\u4e0d\u5982A",
  "A\u66f4\u6709\u521b\u610f",
  "\u6211\u9009\u62e9A",
])("%j names A", (text) => {
  expect(read(text)).toBe(1);
  const other = text
    .replace(/B/g, "%")
    .replace(/(?<![\p{Script=Latin}])[A\uff21\u0410](?![\p{Script=Latin}])/gu, "B")
    .replace(/^a$/, "b")
    .replace(/%/g, "A")
    .replace(/first/g, "second")
    .replace(/\u7b2c\u4e00/g, "\u7b2c\u4e8c");
  expect([other, read(other)]).toEqual([other, 0]);
});

test.each([
  "",
  "C",
  "A cat purrs",
  "Apples",
  "Both are good",
  "A and B are equally good.",
  "They are equal.",
  "Neither A nor B",
  "A/B",
  "A=B",
  "A and B",
  "N/A",
  "not B",
  "B is rude.",
  "A is more boring",
  "A dog is good",
  "I cannot decide between A and B",
  "No puedo decidir",
  "A\u548cB\u90fd\u5f88\u597d",
  '{"winner": null}',
  "Answer A: kind.\nAnswer B: rude.",
  "[[A]] or [[B]]",
  "A is worse than B would be",
  "Empate",
  "\u4e24\u4e2a\u90fd\u597d",
  '{"score_a": 3, "score_b": 4}',
  "As a language model I have no preferences.",
])("%j names neither, or both", (text) => expect(read(text)).toBeNull());

test("probabilities of the letters count before the text, unless other words are likelier", () => {
  const of = (chances: Record<string, number>) =>
    Object.entries(chances).map(([token, chance]) => ({ token, logprob: Math.log(chance) }));
  expect(readChoice({ text: "A", firstToken: of({ A: 0.6, " A": 0.1, B: 0.2, "(B": 0.1 }) })).toBeCloseTo(0.7);
  expect(readChoice({ text: "The better answer is B", firstToken: of({ The: 0.9, A: 0.05 }) })).toBe(0);
});
