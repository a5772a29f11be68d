import { type SQL, sql } from "drizzle-orm";
import { READING } from "../../../shared/round/votes/reading-time.ts";

/** Letters of a text, as `leastReadingMs` counts them. */
const letters = (text: SQL): SQL =>
  sql`(length(${text}) + (${sql.raw(String(READING.lettersOfDense - 1))})
    * length(regexp_replace(${text}, ${`[^${READING.dense}]`}, '', 'g')))`;

/**
 * The rule of `leastReadingMs` as an SQL condition on a vote: given sooner than anybody can have read. Never where no time was measured.
 * Letters are counted only where they decide, as most votes are slow enough whatever they were about.
 * @param measuredMs the vote's column
 */
export function tooFast(measuredMs: SQL, prompt: SQL, a: SQL, b: SQL): SQL {
  const { leastMs, mostMs, msPerLetter } = READING;
  return sql`case when ${measuredMs} is null or ${measuredMs} >= ${mostMs}::int then false when ${measuredMs} < ${leastMs}::int then true
    else ${measuredMs} < ${msPerLetter}::int * (${letters(prompt)} + ${letters(a)} + ${letters(b)}) end`;
}
