import { expect, test } from "vitest";
import { anchorOf, DOCUMENTS, readText } from "../support/documents.ts";

/** The log of measurements: each section begins with what it asks and found, and the index holds the same. */

const FILES = DOCUMENTS.filter((path) => path.startsWith("docs/log/") && !path.endsWith("README.md"));
const FIELDS = ["Question", "Verdict", "Number", "Command"] as const;
const MARKS = { yes: "yes", partly: "partly", no: "**no**" } as const;

interface Section {
  readonly file: string;
  readonly heading: string;
  /** The lines below the heading, up to the first empty one. */
  readonly begins: readonly string[];
}

const sections: readonly Section[] = FILES.flatMap((path) =>
  [...readText(path).matchAll(/^## (.*)\n\n((?:.+\n)+)/gm)].map((match) => ({
    file: path.replace("docs/log/", ""),
    heading: match[1]!,
    begins: match[2]!.trimEnd().split("\n"),
  })),
);

const fieldOf = ({ begins }: Section, name: string): string | undefined => {
  const line = begins.find((one) => one.startsWith(`- **${name}:** `));
  return line?.slice(`- **${name}:** `.length);
};

/** The section's row of the index. */
function rowOf(section: Section): string {
  const verdict = /^(yes|partly|no)\b/.exec(fieldOf(section, "Verdict") ?? "")?.[1] as keyof typeof MARKS | undefined;
  const mark = verdict === undefined ? "?" : MARKS[verdict];
  const state = fieldOf(section, "Superseded by") === undefined ? mark : `${mark}, superseded`;
  const link = `[${section.heading.slice(0, 10)}](${section.file}#${anchorOf(section.heading)})`;
  return `| ${fieldOf(section, "Question")} | ${state} | ${fieldOf(section, "Number")} | ${fieldOf(section, "Command")} | ${link} |`;
}

test("a file of the log is called by month and topic, and holds that month's sections, newest first", () => {
  expect(FILES.filter((path) => !/^docs\/log\/\d{4}-\d{2}-[a-z0-9-]+\.md$/.test(path))).toEqual([]);
  for (const path of FILES) {
    const dates = [...readText(path).matchAll(/^## (.*)$/gm)].map((match) => match[1]!.slice(0, 10));
    expect(dates.length, path).toBeGreaterThan(0);
    expect(dates, path).toEqual([...dates].sort().reverse());
    const month = path.replace("docs/log/", "").slice(0, 7);
    expect(dates.filter((date) => !/^\d{4}-\d{2}-\d{2}$/.test(date) || !date.startsWith(month))).toEqual([]);
  }
});

test("every section of the log begins with question, verdict, number and command", () => {
  const count = FILES.reduce((sum, path) => sum + [...readText(path).matchAll(/^## /gm)].length, 0);
  expect(sections.length).toBe(count);
  const wrong = sections.filter(
    ({ begins }) => !FIELDS.every((field, i) => begins[i]?.startsWith(`- **${field}:** `)) || begins.length > 5,
  );
  expect(wrong.map(({ file, heading }) => `${file}: ${heading}`)).toEqual([]);
});

test("the index of the log holds every section as it is, and no other", () => {
  const rows = readText("docs/log/README.md")
    .split("\n")
    .filter((line) => line.includes(".md#"));
  expect([...rows].sort()).toEqual(sections.map(rowOf).sort());
});
