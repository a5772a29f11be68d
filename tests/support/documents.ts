import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The repository's folder. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** The text of a file of the repository. */
export const readText = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Paths of the Markdown files that speak to readers: those of the root, and all below `docs`. */
export const DOCUMENTS: readonly string[] = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map(
    (path) => `docs/${path.replaceAll("\\", "/")}`,
  ),
].filter((path) => path.endsWith(".md"));

/** The anchor that GitHub gives a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");

const FENCE = /^```.*\n([\s\S]*?)^```$/gm;

/** A document without its blocks of code. */
export const proseOf = (markdown: string): string => markdown.replace(FENCE, "");

/** What stands as code in a document: the lines of its blocks, and what is in backticks. */
export function codeIn(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(FENCE)].flatMap((match) => match[1]!.split("\n"));
  const spans = [...proseOf(markdown).matchAll(/`([^`]+)`/g)].map((match) => match[1]!.replaceAll("\n", " "));
  return [...blocks, ...spans];
}
