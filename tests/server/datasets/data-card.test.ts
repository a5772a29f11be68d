import { expect, test } from "vitest";
import { type CardFacts, dataCard } from "../../../server/datasets/data-card.ts";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";

const facts: CardFacts = {
  session: {
    ...DEFAULT_SETTINGS,
    ...{ title: 'Class "7b": <b>cats</b>', criterion: "own", question: "Which is *kinder*?\n# Really?" },
  },
  exportedAt: new Date("2026-05-04T10:00:00Z"),
  rows: { preferences: 8, unpaired: 18, sft: 7, battles: 0 },
  comparisons: 11,
};

test("the card names the files that hold something, and counts what was left out", () => {
  const card = dataCard(facts);
  const [, metadata = ""] = card.split("---\n");
  expect(metadata).toContain("- config_name: preferences\n  data_files: preferences.jsonl\n");
  expect(metadata).not.toContain("battles");
  expect(card).toContain("exported on 2026-05-04");
  expect(card).toContain("are left out: 3 of them");
  const empty = dataCard({ ...facts, session: null, rows: { preferences: 0, unpaired: 0, sft: 0, battles: 0 } });
  expect(empty).not.toContain("configs:");
});

test("a host's words stay words in metadata and text", () => {
  const card = dataCard(facts);
  expect(card).toContain('pretty_name: "Thumbwar: Class \\"7b\\": <b>cats</b>"\n');
  expect(card).toContain("Which is \\*kinder\\*? \\# Really?");
  expect(card.split("---\n").slice(2).join("")).not.toContain("<b>");
});

test("a criterion's question is told in English", () => {
  const card = dataCard({ ...facts, session: { ...DEFAULT_SETTINGS, criterion: "helpful" } });
  expect(card).toContain('Players were asked: "Which answer helps more?"');
});
