import { expect, test } from "vitest";
import { mannerTemplates } from "../../../server/world/grammar/compiled-manners.ts";
import { clauses } from "../../../server/world/grammar/lexicon.ts";
import { realisations } from "../../../server/world/grammar/template.ts";
import { isSafe, isSafeAnywhere } from "../../../server/world/safety.ts";

test("everything that the grammar can say is safe", () => {
  const flourishes = Object.values(mannerTemplates)
    .flatMap((parts) => Object.values(parts).flat())
    .flatMap(realisations)
    .map((text) => text.replace("$", "owls").replace("%", "owls"));
  for (const text of [...flourishes, ...clauses.keys()]) expect(isSafe(text), text).toBe(true);
});

test.each([
  "You are stupid.",
  "I hate cats.",
  "Damn cats.",
  "Sh1t happens.",
  "Cats <b>purr</b>.",
  "Cats €",
  "a\nb",
  "",
  " ...!",
])("is not shown to a class: %j", (text) => {
  expect(isSafe(text)).toBe(false);
});

test.each(["Cats <b>purr</b>, don’t they?", "¿Por qué? 因为猫。", "One:\n- two\n- three €5"])(
  "is shown where the model knows more than this world: %j",
  (text) => {
    expect(isSafeAnywhere(text)).toBe(true);
  },
);

test.each(["You are stupid.", "Sh1t\nhappens.", "", " \n…!", "a\u0007b", "half a \uFFFD"])(
  "is not shown even there: %j",
  (text) => {
    expect(isSafeAnywhere(text)).toBe(false);
  },
);
