import { randomInt } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import type postgres from "postgres";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";
import type { ArenaId, BusEvent } from "../../ports/arena.ts";
import type { ImportedComparisons, Imports, Preference } from "../../ports/results.ts";
import { CHANNEL } from "../postgres/bus.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { imports } from "../schema/rounds.ts";
import { hashToken, newJoinCode, newToken } from "../sessions/credentials.ts";

/** See `Datasets.add`. By the driver's tag: pages are sent as arrays while they are read, into tables that last for the transaction. */
export async function importPreferences(sql: postgres.Sql, imported: ImportedComparisons): Promise<number | null> {
  const { arenaId, file, pages, random } = imported;
  return sql
    .begin(async (tx) => {
      const [policy] = await tx<{ version: number }[]>`
      select version from policies where arena_id = ${arenaId} and status = 'promoted' order by version desc limit 1`;
      if (policy === undefined) {
        throw new Error(
          `Arena ${arenaId} has no model yet. Run npm start once; arena 1 is there as soon as it answers.`,
        );
      }
      await tx`
      create temporary table staged (
        line bigint generated always as identity, prompt text, turns jsonb, a text, b text, a_chosen boolean,
        pair_id uuid default gen_random_uuid(), a_id uuid default gen_random_uuid(), b_id uuid default gen_random_uuid()
      ) on commit drop`;
      let count = 0;
      for await (const page of pages) {
        await stage(tx, page, random);
        count += page.length;
      }
      if (count === 0) return 0;
      await tx`analyze staged`;
      const roundId = await openRound(tx, arenaId, `Imported: ${file}`, policy.version);
      const isNew = await keepImport(tx, imported, roundId, count);
      if (!isNew) throw new ImportedBefore();
      await storePairs(tx, arenaId, roundId, policy.version);
      await tx`select pg_advisory_xact_lock(${LOCKS.comparisons}, ${arenaId})`;
      await tx`
      insert into comparisons (arena_id, pair_id, round_id, label, both_bad, votes)
      select ${arenaId}::int, pair_id, ${roundId}::uuid, case when a_chosen then 1 else 0 end, 0, 1 from staged order by line`;
      await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ type: "round_closed", arenaId, roundId } satisfies BusEvent)})`;
      return count;
    })
    .catch((error: unknown) => {
      if (error instanceof ImportedBefore) return null;
      throw error;
    });
}

/** Takes what was staged back: the same comparisons are there already. */
class ImportedBefore extends Error {}

/** False where the arena has the same comparisons. Another process that imports them at this moment is waited for. */
async function keepImport(
  tx: postgres.TransactionSql,
  { arenaId, file, digest, rows, leftOut }: ImportedComparisons,
  roundId: string,
  count: number,
): Promise<boolean> {
  const kept = await tx`
    insert into imports (round_id, arena_id, file, digest, rows, comparisons, left_out)
    values (${roundId}, ${arenaId}, ${file}, ${digest}, ${rows}, ${count}, ${JSON.stringify(leftOut)}::text::jsonb)
    on conflict (arena_id, digest) do nothing returning round_id`;
  return kept.length > 0;
}

async function stage(tx: postgres.TransactionSql, page: readonly Preference[], random: () => number): Promise<void> {
  const rows = page.map(({ prompt, turns, chosen, rejected }) => {
    const aChosen = random() < 0.5;
    return { prompt, turns, a: aChosen ? chosen : rejected, b: aChosen ? rejected : chosen, aChosen };
  });
  await tx`
    insert into staged (prompt, turns, a, b, a_chosen)
    select prompt, turns::jsonb, a, b, a_chosen::boolean from unnest(
      ${rows.map((row) => row.prompt)}::text[], ${rows.map(({ turns }) => (turns === undefined ? null : JSON.stringify(turns)))}::text[],
      ${rows.map((row) => row.a)}::text[], ${rows.map((row) => row.b)}::text[],
      ${rows.map((row) => (row.aChosen ? "t" : "f"))}::text[]) as row (prompt, turns, a, b, a_chosen)`;
}

async function openRound(
  tx: postgres.TransactionSql,
  arenaId: ArenaId,
  title: string,
  version: number,
): Promise<string> {
  const code = newJoinCode(4, randomInt);
  const settings = JSON.stringify({ ...DEFAULT_SETTINGS, title });
  const [round] = await tx<{ id: string }[]>`
    with session as (
      insert into sessions (code, arena_id, settings, host_token_hash, finished_at)
      values (${code}, ${arenaId}, ${settings}::text::jsonb, ${hashToken(newToken())}, now()) returning id
    )
    insert into rounds (session_id, index, policy_version, closed_at)
    select id, 1, ${version}::int, now() from session returning id`;
  if (round === undefined) throw new Error("The round was not stored");
  return round.id;
}

/** A prompt that is known keeps its name, by which comparisons are held out together. The same transcript may be of other turns. */
async function storePairs(
  tx: postgres.TransactionSql,
  arenaId: ArenaId,
  roundId: string,
  version: number,
): Promise<void> {
  await tx`
    insert into prompts (name, text, turns)
    select distinct 'imported:' || md5(prompt || coalesce(turns::text, '')), prompt, turns from staged
    where not exists (select from prompts where text = staged.prompt and prompts.turns is not distinct from staged.turns)
    on conflict do nothing`;
  await tx`
    create temporary table prompted on commit drop as
    select distinct on (text, turns) text, turns, id from prompts where text in (select prompt from staged) order by text, turns, name`;
  for (const side of ["a", "b"]) {
    await tx`
      insert into responses (id, arena_id, prompt_id, text, tokens)
      select ${tx(`${side}_id`)}, ${arenaId}::int, prompted.id, ${tx(side)}, '{}' from staged join prompted on prompted.text = prompt and prompted.turns is not distinct from staged.turns`;
  }
  await tx`
    insert into pairs (id, arena_id, kind, prompt_id, a, b, version, priority, round_id, dealt_at)
    select pair_id, ${arenaId}::int, 'imported', prompted.id, a_id, b_id, ${version}::int, 0, ${roundId}::uuid, now()
    from staged join prompted on prompted.text = prompt and prompted.turns is not distinct from staged.turns`;
}

const record = {
  ...{ file: imports.file, rows: imports.rows, comparisons: imports.comparisons },
  ...{ leftOut: imports.leftOut, learnt: imports.learnt, at: imports.at },
};

export function createImportsStore(db: Db): Imports {
  const ofArena = (arenaId: ArenaId) => eq(imports.arenaId, arenaId);
  return {
    list: (arenaId) => db.select(record).from(imports).where(ofArena(arenaId)).orderBy(desc(imports.at)),
    async withDigest(arenaId, digest) {
      const [found] = await db
        .select(record)
        .from(imports)
        .where(and(ofArena(arenaId), eq(imports.digest, digest)));
      return found ?? null;
    },
    async tell(learnt) {
      for (const [roundId, what] of learnt)
        await db.update(imports).set({ learnt: what }).where(eq(imports.roundId, roundId));
    },
  };
}
