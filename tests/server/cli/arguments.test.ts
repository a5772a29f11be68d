import { expect, test } from "vitest";
import {
  belowHalf,
  between,
  listOf,
  names,
  oneOf,
  positive,
  webAddress,
  whole,
} from "../../../server/cli/command-line.ts";

test.each([
  ["whole(1, 5)", whole(1, 5), ["1", "5"], ["0", "6", "2.5", "", " ", "two"], "a whole number from 1 to 5"],
  ["whole(0)", whole(0), ["0", "70000"], ["-1", "1.5", "", "1e999"], "a whole number, 0 or more"],
  ["between(0, 0.5)", between(0, 0.5), ["0", "0.5", "1e-3"], ["-0.1", "0.6", "", "NaN"], "a number from 0 to 0.5"],
  ["belowHalf", belowHalf, ["0", "0.49"], ["0.5", "-1", ""], "0 or more and below 0.5"],
  ["positive", positive, ["0.0001", "300"], ["0", "-2", "", "Infinity"], "a number above 0"],
] as const)("%s takes what lies within its bounds, and says what they are", (_, parse, taken, refused, rule) => {
  expect(taken.map((text) => parse(text))).toEqual(taken.map(Number));
  for (const text of refused) expect(() => parse(text)).toThrow(rule);
});

test("a list holds each item once, and one wrong item is refused", () => {
  expect(listOf(whole(1))("300,100,300")).toEqual([300, 100]);
  expect(() => listOf(whole(1))("300,0")).toThrow("1 or more");
  expect(() => listOf(whole(1))("")).toThrow("1 or more");
  expect(listOf(oneOf(["ppo", "dpo"]))("dpo,ppo")).toEqual(["dpo", "ppo"]);
  expect(() => listOf(oneOf(["ppo", "dpo"]))("ppo,magic")).toThrow('"magic" is none of ppo, dpo');
});

test("names may be none", () => {
  expect(names("")).toEqual([]);
  expect(names("endpoint,mine")).toEqual(["endpoint", "mine"]);
});

test("a web address has its protocol", () => {
  expect(webAddress("https://arena.example/")).toBe("https://arena.example/");
  for (const text of ["arena", "ftp://arena.example", "localhost:2567"])
    expect(() => webAddress(text)).toThrow("http or https");
});
