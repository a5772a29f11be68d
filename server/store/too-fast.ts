import { type SQL, sql } from "drizzle-orm";
import { READING } from "../../shared/round/reading-time.ts";

/** Letters of a text, as `leastReadingMs` counts them. */
const letters = (text: SQL): SQL =>
  sql`(length(${text}) + (${sql.raw(String(READING.lettersOfDense - 1))})
    * length(regexp_replace(${text}, ${`[^${READING.dense}]`}, '', 'g')))`;

/**
 * The rule of `leastReadingMs` as an SQL condition on a vote: given sooner than anybody can have read. Never where no time was measured.
 * @param measuredMs the vote's column
 */
export function tooFast(measuredMs: SQL, prompt: SQL, a: SQL, b: SQL): SQL {
  const { leastMs, mostMs, msPerLetter } = READING;
  const all = sql`(${letters(prompt)} + ${letters(a)} + ${letters(b)})`;
  return sql`coalesce(${measuredMs} < least(${mostMs}::int, greatest(${leastMs}::int, ${msPerLetter}::int * ${all})), false)`;
}
