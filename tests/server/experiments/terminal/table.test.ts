import { expect, test } from "vitest";
import { formatList, formatTable, openTable, percent } from "../../../../server/experiments/terminal/table.ts";

test("a table is as wide as its widest cells, with names to the left and figures to the right", () => {
  expect(
    formatTable(
      ["model", "ms"],
      [
        ["pocket", "7"],
        ["a", "1250"],
      ],
    ),
  ).toBe(["model     ms", "pocket     7", "a       1250", ""].join("\n"));
  expect(formatTable(["model", "ms"], [])).toBe("model  ms\n");
});

test("a table that is printed line by line keeps the widths that it was opened with", () => {
  const { head, line } = openTable([
    { heading: "round", width: 5, align: "right" },
    { heading: "outcome", width: 0, align: "left" },
  ]);
  expect([head, line(["1", "no votes"]), line(["2", ""])]).toEqual(["round  outcome", "    1  no votes", "    2"]);
});

test("a list puts what is said of each name behind the longest name", () => {
  expect(
    formatList([
      ["kl", "1.2"],
      ["distinct-2", "0.9"],
    ]),
  ).toBe("kl          1.2\ndistinct-2  0.9\n");
});

test("a share is told in percent", () => {
  expect([percent(0.5), percent(0.123, 0), percent(1)]).toEqual(["50.0%", "12%", "100.0%"]);
});
