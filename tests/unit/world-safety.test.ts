import { expect, test } from "vitest";
import { mannerTemplates } from "../../server/world/grammar/compiled-manners.ts";
import { clauses } from "../../server/world/grammar/lexicon.ts";
import { realisations } from "../../server/world/grammar/template.ts";
import { isSafe } from "../../server/world/safety.ts";

test("everything that the grammar can say is safe", () => {
  const flourishes = Object.values(mannerTemplates)
    .flatMap((parts) => Object.values(parts).flat())
    .flatMap(realisations)
    .map((text) => text.replace("$", "owls").replace("%", "owls"));
  for (const text of [...flourishes, ...clauses.keys()]) expect(isSafe(text), text).toBe(true);
});

test.each(["You are stupid.", "I hate cats.", "Damn cats.", "Sh1t happens.", "Cats <b>purr</b>.", "Cats €", "a\nb"])(
  "is not shown to a class: %j",
  (text) => {
    expect(isSafe(text)).toBe(false);
  },
);
