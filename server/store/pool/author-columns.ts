import { sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { EXTERNAL_MODEL, PLAYER } from "../../../shared/round/authors.ts";

/** The policy version of a response, or what stands for other authors. */
export function versionColumn({
  externalModelId,
  policyVersion,
}: {
  readonly externalModelId: AnyPgColumn;
  readonly policyVersion: AnyPgColumn;
}) {
  return sql<number>`case when ${externalModelId} is null then coalesce(${policyVersion}, ${PLAYER}::int) else ${EXTERNAL_MODEL}::int end`;
}
