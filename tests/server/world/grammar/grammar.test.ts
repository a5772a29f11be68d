import { expect, test } from "vitest";
import { mannerTemplates, recogniseFlourish } from "../../../../server/world/grammar/compiled-manners.ts";
import { clauses, remarkTemplates, subjects } from "../../../../server/world/grammar/lexicon.ts";
import { expand, parseTemplate, realisations, templatePattern } from "../../../../server/world/grammar/template.ts";
import { mannerNames, partNames } from "../../../../server/world/manners/manner.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

test("a template has every realisation of its nested and empty slots, and its pattern matches these alone", () => {
  const template = parseTemplate("a {red {big |}|blue }house{, no?|}");
  const texts = realisations(template);
  expect(texts).toEqual([
    "a red big house, no?",
    "a red big house",
    "a red house, no?",
    "a red house",
    "a blue house, no?",
    "a blue house",
  ]);
  const pattern = new RegExp(`^${templatePattern(template, {})}$`);
  for (const text of texts) expect(text).toMatch(pattern);
  expect("a green house").not.toMatch(pattern);
  expect("a red house, no").not.toMatch(pattern);
  expect(texts).toContain(expand(template, seeded(4)));
});

test.each(["a {red house", "a red} house"])("a template with a stray brace is refused: %s", (source) => {
  expect(() => parseTemplate(source)).toThrow(/template/);
});

test("every manner has at least 300 realisations of every part, and recognises its own", () => {
  const random = seeded(1);
  for (const manner of mannerNames) {
    for (const part of partNames) {
      const distinct = new Set(
        mannerTemplates[manner][part].flatMap(realisations).map((text) => text.replace("$", "owls")),
      );
      const withSubjects = mannerTemplates[manner][part]
        .flatMap(realisations)
        .filter((text) => text.includes("$")).length;
      expect(distinct.size + 47 * withSubjects, `${manner} ${part}`).toBeGreaterThan(300);
      for (const template of mannerTemplates[manner][part]) {
        const sentence = expand(template, random).replace("$", "owls");
        expect(recogniseFlourish(sentence), sentence).not.toBeNull();
      }
    }
  }
});

test("articles, spaces and end marks are right in every wording", () => {
  const flourishes = mannerNames.flatMap((manner) =>
    partNames.flatMap((part) => mannerTemplates[manner][part].flatMap(realisations)),
  );
  for (const sentence of flourishes) expect(sentence).toMatch(/[a-z$][.!?]$/i);
  for (const text of [...flourishes, ...clauses.keys()]) {
    expect(text).not.toMatch(/\ba [aeio]|\ban (?!hour)[^aeio]|\b(a|an|the) (a|an|the)\b| {2}| [,.!?]|,,/i);
  }
});

test("no fact is worded like a myth or a remark", () => {
  const wordings = [...subjects.flatMap(({ facts, myths }) => [...facts, ...myths]), ...remarkTemplates].flatMap(
    (template) => [...new Set(realisations(template))],
  );
  expect(clauses.size).toBe(wordings.length);
});

test("every clause about a subject names it", () => {
  for (const [text, clause] of clauses) {
    if (clause.kind === "statement") expect(text).toContain(clause.subject.noun.toLowerCase());
  }
});
