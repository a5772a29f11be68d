import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import type { Taste } from "../../world/tastes/taste.ts";
import { plainTastes } from "../tastes/plain-tastes.ts";
import type { Camp } from "./standard-crowd.ts";

const known: Readonly<Record<string, { readonly score: Taste }>> = { ...namedTastes, ...plainTastes };

/** Number of first answers that a taste of the user's own scores twice. */
const CHECKED = 50;

/**
 * Reads `kind`, `random`, `./file.mjs` or several with shares, `kind:0.7,./file.mjs:0.3`. A file exports
 * `score({ prompt, response }) => number`.
 * @throws Error that says which part is wrong; a file's taste throws when it fails, contradicts itself or gives no finite number
 */
export async function loadTastes(specification: string): Promise<readonly Camp[]> {
  const camps: Camp[] = [];
  for (const part of specification.split(",")) {
    const match = /^(?<name>.+?)(?::(?<share>[0-9.]+))?$/.exec(part.trim());
    const name = match?.groups?.name ?? "";
    const share = Number(match?.groups?.share ?? 1);
    if (name === "" || !(share > 0))
      throw new Error(`--taste: cannot read "${part}"; write NAME or FILE, or NAME:0.7,FILE:0.3`);
    camps.push({ name, share, taste: name === "random" ? "random" : await loadTaste(name) });
  }
  const total = camps.reduce((sum, camp) => sum + camp.share, 0);
  return camps.map((camp) => ({ ...camp, share: camp.share / total }));
}

/** @throws Error of a mixture or of a crowd without taste, by which nothing can be measured */
export async function soleTaste(name: string): Promise<Taste> {
  const [camp, ...others] = await loadTastes(name);
  if (others.length > 0 || camp!.taste === "random")
    throw new Error(`--taste: ${name} is no single taste, and one is measured at a time here`);
  return camp!.taste;
}

/**
 * The same, of which a share votes at random.
 * @param randomPlayers 0 to below 1
 */
export async function loadCrowd(specification: string, randomPlayers: number): Promise<readonly Camp[]> {
  const others = await loadTastes(specification);
  const camps: Camp[] = others.map((camp) => ({ ...camp, share: camp.share * (1 - randomPlayers) }));
  return randomPlayers > 0 ? [...camps, { name: "random", share: randomPlayers, taste: "random" }] : camps;
}

async function loadTaste(name: string): Promise<Taste> {
  if (Object.hasOwn(known, name)) return known[name]!.score;
  if (!/\.[cm]?[jt]s$/.test(name))
    throw new Error(
      `--taste: no taste is called "${name}"; there are ${Object.keys(known).join(", ")}, random, or a .mjs file`,
    );
  const path = resolve(name);
  const module: unknown = await import(pathToFileURL(path).href).catch((cause: unknown) => {
    throw new Error(`--taste: cannot load ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
  const score = (module as { score?: unknown }).score;
  if (typeof score !== "function") throw new Error(`--taste: ${path} does not export a function "score"`);
  let judged = 0;
  return (answer) => {
    const value = scoreOf(answer);
    // A score from a die, a clock or a counter contradicts itself at once. Afterwards an answer costs one call.
    if (judged++ < CHECKED && scoreOf(answer) !== value)
      throw new Error(
        `the taste ${path} contradicts itself: it gave ${value} and then ${scoreOf(answer)} for ${JSON.stringify(answer)}; ` +
          "its score has to depend on prompt and response alone (--noise makes voters err)",
      );
    return value;
  };

  function scoreOf(answer: unknown): number {
    let value: unknown;
    try {
      value = (score as (answer: unknown) => unknown)(answer);
    } catch (cause) {
      throw new Error(
        `the taste ${path} failed on ${JSON.stringify(answer)}: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
        },
      );
    }
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new Error(
        `the taste ${path} gave ${String(value)} instead of a finite number for ${JSON.stringify(answer)}`,
      );
    return value;
  }
}
