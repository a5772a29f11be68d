import { eq, inArray } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { PairRecord } from "../arena/ports.ts";
import type { Db } from "./connect.ts";
import { pairs, prompts, responses } from "./schema/pool.ts";

const responseA = alias(responses, "response_a");
const responseB = alias(responses, "response_b");

/** Pairs with their texts, in the order of `ids`. */
export async function readPairs(db: Pick<Db, "select">, ids: readonly string[]): Promise<PairRecord[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: pairs.id,
      kind: pairs.kind,
      prompt: prompts.text,
      a: { id: responseA.id, text: responseA.text, policyVersion: responseA.policyVersion, reward: responseA.reward },
      b: { id: responseB.id, text: responseB.text, policyVersion: responseB.policyVersion, reward: responseB.reward },
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
