import { expect, test } from "vitest";
import { localeFor, significant } from "../../../client/ui/numbers.ts";

test("numbers are written as where the viewer lives, if that is a form of the page's language", () => {
  expect(localeFor(["fr-FR", "es-MX", "es-ES"], "es")).toBe("es-MX");
  expect(localeFor(["fr-FR"], "en")).toBe("en");
});

test("a tag that browsers take from an odd locale of the system stops no page", () => {
  expect(localeFor(["en-US@posix", "en-GB"], "en")).toBe("en-GB");
  expect(localeFor(["en-US@posix"], "en")).toBe("en");
  expect(() => new Intl.NumberFormat("en-US@posix")).toThrow(RangeError);
});

test("a measured value keeps its digits, however small it is", () => {
  expect([2, 0.15, 153.2, -1.234, 0].map(significant)).toEqual(["2.00", "0.15", "153", "-1.23", "0.00"]);
  expect([0.0004, 0.0321, -0.00001].map(significant)).toEqual(["0.0004", "0.032", "-0.00001"]);
});
