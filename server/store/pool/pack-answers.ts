import { sql } from "drizzle-orm";
import { packPrompts } from "../../game/packs/pack-prompts.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { PromptPackRecord } from "../../ports/sessions.ts";
import type { Db } from "../postgres/connect.ts";
import { savePrompts, storable } from "./add-pairs.ts";

/** Undealt pairs of a pack below which more answers are asked for. */
const LOW_WATER = { rapid: 24, showdown: 4 } as const;
/** Answers to a prompt that make a podium: it is finished before another prompt is begun. */
const PODIUM = 4;

interface Wanted {
  readonly arenaId: ArenaId;
  readonly packs: readonly PromptPackRecord[];
  readonly count: number;
  readonly except: readonly string[];
}

/** See `ExternalModels.packPromptsFor`. */
export async function packPromptsFor(db: Db, wanted: Wanted): Promise<{ id: string; text: string }[]> {
  const found: { id: string; text: string }[] = [];
  for (const pack of wanted.packs)
    if (found.length < wanted.count && (await isShort(db, wanted.arenaId, pack.id)))
      found.push(...(await fewestAnswers(db, wanted, pack, wanted.count - found.length)));
  return found;
}

async function isShort(db: Db, arenaId: ArenaId, packId: string): Promise<boolean> {
  const [left] = await db.execute<{ rapid: number; showdown: number }>(sql`
    select count(*) filter (where kind = 'rapid')::int as rapid, count(*) filter (where kind = 'showdown')::int as showdown
    from pairs join prompts on prompts.id = prompt_id
    where arena_id = ${arenaId} and round_id is null and starts_with(prompts.name, ${`pack:${packId}:`})`);
  return left === undefined || left.rapid < LOW_WATER.rapid || left.showdown < LOW_WATER.showdown;
}

/** Prompts that were begun come first, then those without answers, then those with the fewest. */
async function fewestAnswers(db: Db, { arenaId, except }: Wanted, pack: PromptPackRecord, count: number) {
  const prompts = packPrompts(pack);
  const idOf = await savePrompts(db, prompts);
  const ids = `{${prompts.map(idOf).join(",")}}`;
  const rows = await db.execute<{ id: string; text: string }>(sql`
    with counted as (
      select prompts.id, prompts.text, (
        select count(*) from responses
        where arena_id = ${arenaId} and prompt_id = prompts.id and contestant_id is not null and hidden_at is null) as answers
      from prompts where id = any(${ids}::uuid[]) and id <> all(${`{${except.join(",")}}`}::uuid[])
    )
    select id, text from counted
    order by answers between 1 and ${PODIUM - 1} desc, answers, random() limit ${count}`);
  return [...rows];
}

/**
 * See `ExternalModels.answerPack`. A prompt's first pair is for a showdown, and those after it for rapid players, so that a round always has
 * one that none of its players have seen.
 */
export async function answerPack(
  db: Db,
  arenaId: ArenaId,
  externalModelId: number,
  { promptId, text }: { readonly promptId: string; readonly text: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const [own] = await tx.execute<{ id: string }>(sql`
      insert into responses (id, arena_id, contestant_id, prompt_id, text, tokens)
      values (gen_random_uuid(), ${arenaId}, ${externalModelId}, ${promptId}, ${storable(text)}, '{}') returning id`);
    if (own === undefined) throw new Error("The answer was not stored");
    await tx.execute(sql`
      with others as (
        select id, row_number() over (order by created_at desc, id) as place from responses
        where arena_id = ${arenaId} and prompt_id = ${promptId} and contestant_id is not null and hidden_at is null
          and id <> ${own.id} and text <> ${storable(text)}
      ), chosen as (
        select id, place, random() < 0.5 as swapped from others where place < ${PODIUM}
      )
      insert into pairs (arena_id, kind, prompt_id, a, b, version, priority)
      select ${arenaId}, (case when place = 1 then 'showdown' else 'rapid' end)::pair_kind, ${promptId},
        case when swapped then chosen.id else ${own.id}::uuid end, case when swapped then ${own.id}::uuid else chosen.id end,
        (select max(version) from policies where arena_id = ${arenaId} and status = 'promoted'), 0
      from chosen`);
  });
}
