import { z } from "zod";
import { CONSTITUTION, PRINCIPLES, type PrincipleName } from "../../../shared/protocol/principles.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";

/** One rule of a constitution. */
export interface WrittenPrinciple {
  /** As it was written. */
  readonly text: string;
  /** The pocket world's principle that it names; null for one in somebody's own words, which only an endpoint understands. */
  readonly known: PrincipleName | null;
}

/** A constitution that can't be used; the message says what to change. */
export class ConstitutionProblem extends Error {
  override readonly name = "ConstitutionProblem";
}

/**
 * Checks principles one by one, and finds those that the world knows.
 * @param texts names or descriptions of the world's principles, or others in one's own words
 * @param source named in errors
 * @throws ConstitutionProblem
 */
export function constitutionOf(texts: readonly string[], source: string): readonly WrittenPrinciple[] {
  const { min, max, maxCharacters } = CONSTITUTION;
  if (texts.length < min || texts.length > max)
    throw new ConstitutionProblem(`${source} has ${texts.length} principles; ${min} to ${max} are allowed.`);
  const principles = texts.map((written, i): WrittenPrinciple => {
    const text = written.trim().replace(/\s+/g, " ");
    const at = `${source}, principle ${i + 1}`;
    if (text === "") throw new ConstitutionProblem(`${at} is empty.`);
    if (text.length > maxCharacters)
      throw new ConstitutionProblem(`${at} has ${text.length} characters; at most ${maxCharacters} are allowed.`);
    if (text.includes(";")) throw new ConstitutionProblem(`${at} has a ";", which separates principles.`);
    return { text, known: knownAs(text) };
  });
  for (const [i, { text, known }] of principles.entries()) {
    const first = principles.findIndex((one) => (known === null ? one.text === text : one.known === known));
    if (first < i)
      throw new ConstitutionProblem(`${source}, principle ${i + 1}: "${text}" is the same as principle ${first + 1}.`);
  }
  return principles;
}

const listed = z.union([z.array(z.string()), z.strictObject({ principles: z.array(z.string()) })]);

/**
 * A constitution file: JSON (`["kind", ...]` or `{"principles": ["kind", ...]}`), or text with a principle a line, where
 * empty lines and those that begin with `#` don't count.
 * @throws ConstitutionProblem
 */
export function readConstitution(file: string, source: string): readonly WrittenPrinciple[] {
  if (!/^\s*[[{]/.test(file)) {
    const lines = file.split(/\r?\n/).map((line) => line.trim());
    return constitutionOf(
      lines.filter((line) => line !== "" && !line.startsWith("#")),
      source,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(file);
  } catch (cause) {
    throw new ConstitutionProblem(`${source} is no JSON: ${(cause as Error).message}.`, { cause });
  }
  const read = listed.safeParse(json);
  if (!read.success)
    throw new ConstitutionProblem(`${source} should be ["kind", "truthful"] or {"principles": ["kind", "truthful"]}.`);
  return constitutionOf(Array.isArray(read.data) ? read.data : read.data.principles, source);
}

/** @throws ConstitutionProblem when nobody can judge a principle */
export function assertJudgeable(principles: readonly WrittenPrinciple[], hasEndpoint: boolean): void {
  const own = principles.find(({ known }) => known === null);
  if (own === undefined || hasEndpoint) return;
  throw new ConstitutionProblem(
    `Nobody can judge "${own.text}": the pocket world knows ${PRINCIPLES.join(", ")}. Take one of these, or set ` +
      "ENDPOINT_URL to an OpenAI-compatible API that judges and revises by principles in your own words.",
  );
}

function knownAs(text: string): PrincipleName | null {
  const plain = (words: string) =>
    words
      .toLowerCase()
      .replace(/[^a-z]+/g, " ")
      .trim();
  const isMeant = (name: PrincipleName) =>
    [name, knownPrinciples[name].description].some((one) => plain(one) === plain(text));
  return PRINCIPLES.find(isMeant) ?? null;
}
