import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT, readText } from "./documents.ts";

/** Texts of source files by path from the repository's folder, with slashes. */
export type Sources = ReadonlyMap<string, string>;

/** Folders of plug-ins: each file is one more of a kind, and another one is added without a change to those that are there. */
export const PLUG_INS = [
  "client/board/screens",
  "client/i18n/languages",
  "server/external/judges",
  "server/ml/engine/onnx/kernels",
  "server/ml/model/families",
  "server/world/manners",
  "server/world/principles",
  "server/world/tastes",
  "server/world/topics",
  "tests/support",
] as const;

/** Reads the TypeScript files below some folders of the repository. */
export function readSources(...folders: readonly string[]): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
      .filter((path) => /(?<!\.d)\.ts$/.test(path)),
  );
  return new Map(paths.sort().map((path) => [path, readText(path)]));
}

/** The paths of this repository that a file imports, type imports included. */
export function importsOf(path: string, text: string): readonly string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)].map((match) => match[1]!);
  return [...new Set(specifiers.map((specifier) => join(dirname(path), specifier).replaceAll("\\", "/")))];
}

export const linesOf = (text: string): number => text.trimEnd().split("\n").length;

/** Whether a path is a file or folder, or lies below it. */
export const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
