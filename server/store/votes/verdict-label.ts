import { type SQL, sql } from "drizzle-orm";
import { labelOf, VERDICTS } from "../../../shared/round/votes/verdict.ts";

/** The rule of `labelOf` as an SQL expression over a verdict. */
export function verdictLabel(verdict: SQL): SQL {
  const cases = VERDICTS.map((value) => sql`when ${value} then ${labelOf(value)}::float8`);
  return sql`case ${verdict} ${sql.join(cases, sql` `)} end`;
}
