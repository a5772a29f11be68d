import { describe, expect, it } from "vitest";
import { readRevision, revisionPrompt, revisionResponse } from "../../../server/external/constitution/reviser.ts";
import { describeAnswer } from "../../../server/world/describe-answer.ts";
import { knownPrinciples } from "../../../server/world/principles/known-principles.ts";
import { heldoutPrompts } from "../../../server/world/prompts.ts";
import { reviseByGrammar, revisionExample } from "../../../server/world/revision.ts";
import { isSafe } from "../../../server/world/safety.ts";
import { PRINCIPLES } from "../../../shared/protocol/principles.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const random = seeded(4);
const examples = Array.from({ length: 800 }, () => revisionExample(random));
/** A token a word, behind four special ones. */
const words: string[] = [];
const encode = (text: string) =>
  text.split(" ").map((word) => (words.includes(word) ? words.indexOf(word) : words.push(word) - 1) + 4);
const tokenizer = {
  sepId: 2,
  eosId: 3,
  encode,
  encodePrompt: (text: string) => [1, ...encode(text), 2],
  decode: (ids: readonly number[]) => ids.map((id) => words[id - 4]).join(" "),
};

describe("revision examples", () => {
  it("obey their principle and keep to the world's language", () => {
    for (const { principle, prompt, revision } of examples) {
      const reading = describeAnswer(prompt, revision);
      expect(knownPrinciples[principle].obeys(reading), `${principle}: ${revision}`).toBe(true);
      expect(reading.grammatical, revision).toBe(true);
      expect(isSafe(revision)).toBe(true);
    }
  });

  it("change a draft exactly when it breaks the principle, and the critique says so", () => {
    for (const { principle, prompt, draft, critique, revision } of examples) {
      const obeyed = knownPrinciples[principle].obeys(describeAnswer(prompt, draft));
      expect(revision === draft).toBe(obeyed);
      const others = examples.filter((one) => one.principle === principle && one.critique === critique);
      expect(others.every((one) => (one.revision === one.draft) === obeyed)).toBe(true);
    }
  });

  it("meet every principle with drafts that break it and drafts that don't, and no held-out prompt", () => {
    for (const name of PRINCIPLES) {
      const its = examples.filter(({ principle }) => principle === name);
      expect(its.some(({ draft, revision }) => draft === revision)).toBe(true);
      expect(its.some(({ draft, revision }) => draft !== revision)).toBe(true);
    }
    const heldOut = new Set(heldoutPrompts.map(({ text }) => text));
    expect(examples.some(({ prompt }) => heldOut.has(prompt))).toBe(false);
  });

  it("keep what was said where the principle allows it", () => {
    const statements = (prompt: string, text: string) =>
      describeAnswer(prompt, text).sentences.filter(({ kind }) => kind === "statement").length;
    for (const { principle, prompt, draft, revision } of examples) {
      if (principle === "short" || principle === "on-topic" || statements(prompt, draft) === 0) continue;
      expect(statements(prompt, revision)).toBe(statements(prompt, draft));
    }
  });

  it("raise the principle's own score", () => {
    for (const name of PRINCIPLES) {
      const { score } = knownPrinciples[name];
      const changed = examples.filter(({ principle, draft, revision }) => principle === name && draft !== revision);
      const better = changed.filter(
        ({ prompt, draft, revision }) => score({ prompt, response: revision }) > score({ prompt, response: draft }),
      );
      expect(better.length / changed.length, name).toBeGreaterThan(0.85);
    }
  });
});

describe("reviseByGrammar", () => {
  const revise = (name: Parameters<typeof reviseByGrammar>[0], draft: string) =>
    reviseByGrammar(name, "Why are cats so interesting?", draft, seeded(1));

  it("puts what is stated first", () => {
    expect(revise("fact-first", "Hop and spin! Cats cannot taste sugar.")?.revision).toBe(
      "Cats cannot taste sugar. Hop and spin!",
    );
  });

  it("drops what strays from the subject", () => {
    expect(revise("on-topic", "Cats cannot taste sugar. The bus was late again this morning.")).toEqual({
      critique: "This is not about cats.",
      revision: "Cats cannot taste sugar.",
    });
  });

  it("names a prompt that the world doesn't know", () => {
    expect(() => reviseByGrammar("kind", "Why?", "Cats cannot taste sugar.", seeded(1))).toThrow(/"Why\?".*no subject/);
  });
});

describe("the revision task in tokens", () => {
  it("comes back from tokens as it went in", () => {
    for (const example of examples.slice(0, 50)) {
      const response = revisionResponse(tokenizer, example)!;
      expect(readRevision(tokenizer, response)).toEqual({ critique: example.critique, revision: example.revision });
    }
  });

  it("is null for a response that broke off, or that holds no revision", () => {
    const whole = revisionResponse(tokenizer, examples[0]!)!;
    expect(readRevision(tokenizer, whole.slice(0, -1))).toBeNull();
    expect(readRevision(tokenizer, encode("This is kind."))).toBeNull();
    expect(readRevision(tokenizer, [...encode("This is kind."), 2, 3])).toBeNull();
  });

  it("is null for a draft or a revision that is too long for the model", () => {
    const long = Array.from({ length: 80 }, () => "cats").join(" ");
    expect(revisionPrompt(tokenizer, { ...examples[0]!, draft: long })).toBeNull();
    expect(revisionResponse(tokenizer, { ...examples[0]!, revision: long })).toBeNull();
  });
});
