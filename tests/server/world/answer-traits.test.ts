import { expect, test } from "vitest";
import { answerTraits } from "../../../server/world/answer-traits.ts";
import { TRAIT_NAMES } from "../../../shared/round/traits.ts";

const prompt = "What is the truth about stars?";

test("an answer's words, facts, myths, marks and wanderings are counted", () => {
  const [fact, astray, empty] = answerTraits([
    { prompt, text: "The hottest stars glow blue instead of red. Is that not so? Ha!" },
    { prompt, text: "My left sock has a hole in it." },
    { prompt, text: "" },
  ]);
  expect(fact).toMatchObject({ words: 13, facts: 1, myths: 0, questions: 1, exclamations: 1, astray: 0 });
  expect(astray).toMatchObject({ facts: 0, astray: 1 });
  for (const trait of TRAIT_NAMES) expect(empty![trait]).toBe(0);
});

test("answers that repeat each other have no variety, and a text of no known world still has its length", () => {
  const same = answerTraits([
    { prompt, text: "Glow and shine." },
    { prompt, text: "Glow and shine." },
    { prompt: "¿Por qué?", text: "Un texto muy distinto." },
  ]);
  expect(same.map(({ variety }) => variety)).toEqual([0, 0, 1]);
  expect(same[2]).toMatchObject({ kind: 0, facts: 0, questions: 0 });
});
