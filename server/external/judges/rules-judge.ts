import { z } from "zod";
import { sigmoid } from "../../stats/sigmoid.ts";
import { sentencesOf, wordsOf } from "../../world/sentences.ts";
import { namedTastes, type TasteName } from "../../world/tastes/named-tastes.ts";
import type { Judge, JudgedTexts } from "./judge.ts";

const weight = z.number().min(-10).max(10).default(1);
const phrases = z.array(z.string().trim().min(1).max(100)).min(1).max(500);
const tastes = Object.keys(namedTastes) as [TasteName, ...TasteName[]];

/** One rule: which of two answers it prefers, and how firmly, in log-odds. */
const rule = z.union([
  z.strictObject({ more: phrases, weight }),
  z.strictObject({ fewer: phrases, weight }),
  z.strictObject({ shorter: z.literal(true), weight }),
  z.strictObject({ longer: z.literal(true), weight }),
  z.strictObject({ maxSentences: z.number().int().min(1).max(100), weight }),
  z.strictObject({ taste: z.enum(tastes), weight }),
]);
export type Rule = z.infer<typeof rule>;

const file = z.strictObject({ rules: z.array(rule).min(1).max(100) });

/**
 * Reads a rule set, `{"rules": [...]}`.
 * @param source named in errors
 * @throws Error that names what is wrong and where
 */
export function readRules(json: string, source: string): readonly Rule[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new Error(`${source} is no JSON: ${(cause as Error).message}`, { cause });
  }
  const read = file.safeParse(parsed);
  if (read.success) return read.data.rules;
  const [{ path, message }] = read.error.issues as [z.core.$ZodIssue];
  throw new Error(
    `${source}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}. A rule set is {"rules": [{"more": ["please"], "weight": 1}, ...]}; ` +
      "a rule is one of more, fewer (lists of words or phrases), shorter, longer (true), maxSentences (a number) or taste (a name), with a weight in log-odds.",
  );
}

/** Each rule that prefers an answer adds its weight to the log-odds of that answer. */
export const rulesJudge = (name: string, rules: readonly Rule[]): Judge => ({
  name,
  batch: 16,
  lanes: 1,
  compare: async (pairs) =>
    pairs.map((pair) => {
      const logOdds = rules.reduce((sum, rule) => sum + rule.weight * Math.sign(preference(rule, pair)), 0);
      return { share: sigmoid(logOdds), ordersAgree: null };
    }),
});

/** Above 0 for A, below 0 for B. */
function preference(rule: Rule, { prompt, a, b }: JudgedTexts): number {
  const difference = (measure: (text: string) => number) => measure(a) - measure(b);
  if ("more" in rule) return difference((text) => occurrences(text, rule.more));
  if ("fewer" in rule) return -difference((text) => occurrences(text, rule.fewer));
  if ("shorter" in rule) return -difference((text) => wordsOf(text).length);
  if ("longer" in rule) return difference((text) => wordsOf(text).length);
  if ("maxSentences" in rule) return -difference((text) => Math.max(0, sentencesOf(text).length - rule.maxSentences));
  return difference((response) => namedTastes[rule.taste].score({ prompt, response }));
}

/** How often any of the phrases stands in a text, as whole words, whatever their case. */
function occurrences(text: string, wanted: readonly string[]): number {
  const spaced = ` ${normal(text)} `;
  return wanted.reduce((sum, phrase) => sum + spaced.split(` ${normal(phrase)} `).length - 1, 0);
}

const normal = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, " ")
    .trim()
    .replaceAll(" ", "  "); // doubled, so that neighbouring matches don't share a space
