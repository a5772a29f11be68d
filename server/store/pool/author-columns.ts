import { sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { CONTESTANT, PLAYER } from "../../../shared/round/authors.ts";

/** The policy version of a response, or what stands for other authors. */
export function versionColumn({
  contestantId,
  policyVersion,
}: {
  readonly contestantId: AnyPgColumn;
  readonly policyVersion: AnyPgColumn;
}) {
  return sql<number>`case when ${contestantId} is null then coalesce(${policyVersion}, ${PLAYER}::int) else ${CONTESTANT}::int end`;
}
