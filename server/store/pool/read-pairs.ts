import { eq, inArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { PairRecord } from "../../ports/pool.ts";
import type { Db } from "../postgres/connect.ts";
import { externalModels } from "../schema/external-models.ts";
import { pairs, prompts, responses } from "../schema/pool.ts";
import { versionColumn } from "./author-columns.ts";

const responseA = alias(responses, "response_a");
const responseB = alias(responses, "response_b");

function responseColumns(response: typeof responseA | typeof responseB) {
  const { id, text, authorId, externalModelId, reward } = response;
  const writer = sql<string>`coalesce(${authorId}::text, '')`;
  const externalModel = sql<string>`coalesce((select name from ${externalModels} where ${externalModels.id} = ${externalModelId}), '')`;
  return { id, text, policyVersion: versionColumn(response), writer, externalModel, reward };
}

/** Pairs with their texts, in the order of `ids`. */
export async function readPairs(db: Pick<Db, "select">, ids: readonly string[]): Promise<PairRecord[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: pairs.id,
      kind: pairs.kind,
      prompt: prompts.text,
      a: responseColumns(responseA),
      b: responseColumns(responseB),
      repeatOf: pairs.repeatOf,
    })
    .from(pairs)
    .innerJoin(prompts, eq(prompts.id, pairs.promptId))
    .innerJoin(responseA, eq(responseA.id, pairs.a))
    .innerJoin(responseB, eq(responseB.id, pairs.b))
    .where(inArray(pairs.id, [...ids]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
