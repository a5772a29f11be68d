import { expect, test } from "vitest";
import { localeFor } from "../../../client/ui/numbers.ts";

test("numbers are written as where the viewer lives, if that is a form of the page's language", () => {
  expect(localeFor(["fr-FR", "es-MX", "es-ES"], "es")).toBe("es-MX");
  expect(localeFor(["fr-FR"], "en")).toBe("en");
});

test("a tag that browsers take from an odd locale of the system stops no page", () => {
  expect(localeFor(["en-US@posix", "en-GB"], "en")).toBe("en-GB");
  expect(localeFor(["en-US@posix"], "en")).toBe("en");
  expect(() => new Intl.NumberFormat("en-US@posix")).toThrow(RangeError);
});
