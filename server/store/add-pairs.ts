import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { ArenaId, NewPair, NewResponse } from "../arena/ports.ts";
import type { Db } from "./connect.ts";
import { pairs, prompts, responses } from "./schema/pool.ts";

/** Rows an insert: Postgres allows 65,535 parameters a statement. */
const CHUNK = 500;

/** Adds pairs with their prompts and responses, sides at random; to be called inside a transaction. */
export async function addPairs(
  tx: Pick<Db, "insert">,
  arenaId: ArenaId,
  added: readonly NewPair[],
  random: () => number,
): Promise<void> {
  for (let start = 0; start < added.length; start += CHUNK) {
    await addChunk(tx, arenaId, added.slice(start, start + CHUNK), random);
  }
}

async function addChunk(
  tx: Pick<Db, "insert">,
  arenaId: ArenaId,
  added: readonly NewPair[],
  random: () => number,
): Promise<void> {
  const promptIds = await savePrompts(tx, added);
  const responseRows: (typeof responses.$inferInsert)[] = [];
  const pairRows: (typeof pairs.$inferInsert)[] = [];
  for (const { kind, prompt, priority, a, b } of added) {
    const promptId = promptIds.get(promptKey(prompt.id, prompt.text));
    if (promptId === undefined) throw new Error(`Prompt ${prompt.id} was not stored`);
    const [left, right] = (random() < 0.5 ? [a, b] : [b, a]).map((response: NewResponse) => {
      const row = { ...response, tokens: [...response.tokens], text: storable(response.text) };
      const id = randomUUID();
      responseRows.push({ ...row, id, arenaId, promptId });
      return id;
    });
    const version = Math.max(a.policyVersion, b.policyVersion);
    pairRows.push({ arenaId, kind, promptId, a: left ?? "", b: right ?? "", version, priority });
  }
  await tx.insert(responses).values(responseRows);
  await tx.insert(pairs).values(pairRows);
}

async function savePrompts(tx: Pick<Db, "insert">, added: readonly NewPair[]): Promise<ReadonlyMap<string, string>> {
  const distinct = new Map(added.map(({ prompt }) => [promptKey(prompt.id, prompt.text), prompt]));
  // In one order everywhere: two transactions that save the same prompts then wait for each other in turn, not in a circle.
  const rows = [...distinct].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, { id, text }]) => ({ name: id, text }));
  const saved = await tx
    .insert(prompts)
    .values(rows)
    .onConflictDoUpdate({ target: [prompts.name, prompts.text], set: { name: sql`excluded.name` } })
    .returning();
  return new Map(saved.map(({ id, name, text }) => [promptKey(name, text), id]));
}

function promptKey(name: string, text: string): string {
  return `${name}\n${text}`;
}

/** A byte-level tokenizer can produce the one character that a Postgres text can't hold. */
function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD");
}
