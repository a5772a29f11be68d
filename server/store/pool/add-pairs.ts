import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { ArenaId } from "../../ports/arena.ts";
import type { NewAnswer, NewPair } from "../../ports/pool.ts";
import type { Db } from "../postgres/connect.ts";
import { pairs, responses } from "../schema/pool.ts";
import { prompts } from "../schema/rounds.ts";

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
  const promptId = await savePrompts(
    tx,
    added.map((pair) => pair.prompt),
  );
  const responseRows: (typeof responses.$inferInsert)[] = [];
  /** One answer is one row, however many pairs it is in: whoever hides it hides it from all. */
  const idOf = new Map<NewAnswer, string>();
  const pairRows: (typeof pairs.$inferInsert)[] = [];
  for (const { kind, prompt, priority, a, b } of added) {
    const prompted = promptId(prompt);
    const [left, right] = (random() < 0.5 ? [a, b] : [b, a]).map((response: NewAnswer) => {
      const known = idOf.get(response);
      if (known !== undefined) return known;
      const row = { ...response, tokens: [...response.tokens], text: storable(response.text) };
      const id = randomUUID();
      idOf.set(response, id);
      responseRows.push({ ...row, id, arenaId, promptId: prompted });
      return id;
    });
    const version = Math.max(a.policyVersion, b.policyVersion);
    pairRows.push({ arenaId, kind, promptId: prompted, a: left ?? "", b: right ?? "", version, priority });
  }
  await tx.insert(responses).values(responseRows);
  await tx.insert(pairs).values(pairRows);
}

type Prompt = NewPair["prompt"];

/** Saves prompts that aren't stored yet; answers how to find their rows' ids. */
export async function savePrompts(
  tx: Pick<Db, "insert">,
  used: readonly Prompt[],
): Promise<(prompt: Prompt) => string> {
  const key = ({ id, text }: Prompt) => `${id}\n${text}`;
  const distinct = new Map(used.map((prompt) => [key(prompt), prompt]));
  // In one order everywhere: two transactions that save the same prompts then wait for each other in turn, not in a circle.
  const rows = [...distinct].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, { id, text }]) => ({ name: id, text }));
  const saved = await tx
    .insert(prompts)
    .values(rows)
    .onConflictDoUpdate({ target: [prompts.name, prompts.wording], set: { name: sql`excluded.name` } })
    .returning();
  const ids = new Map(saved.map(({ id, name, text }) => [key({ id: name, text }), id]));
  return (prompt) => {
    const id = ids.get(key(prompt));
    if (id === undefined) throw new Error(`Prompt ${prompt.id} was not stored`);
    return id;
  };
}

/** A byte-level tokenizer can produce the one character that a Postgres text can't hold. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD");
}
